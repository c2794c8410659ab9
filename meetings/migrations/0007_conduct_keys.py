"""A committee may set the least length of meetings too."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("meetings", "0006_search")]

    operations = [
        migrations.AlterField(
            model_name="conductsetting",
            name="key",
            field=models.CharField(
                choices=[
                    ("meet_by_day", "ngày chậm nhất họp thường kỳ trong tháng"),
                    ("minutes_regular", "số phút tối thiểu của buổi thường kỳ"),
                    ("minutes_combined", "số phút tối thiểu của buổi kết hợp chuyên đề"),
                ],
                default="meet_by_day",
                max_length=20,
            ),
        ),
    ]
