import django.contrib.postgres.indexes
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cells", "0005_trigrams")]

    operations = [
        migrations.AddIndex(
            model_name="member",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["search_key"], name="member_name_trigrams", opclasses=["gin_trgm_ops"]
            ),
        ),
        migrations.AddIndex(
            model_name="member",
            index=models.Index(
                condition=models.Q(("old_card_number", ""), _negated=True),
                fields=["old_card_number"],
                name="member_old_card",
            ),
        ),
        migrations.AddIndex(
            model_name="member",
            index=models.Index(
                condition=models.Q(("old_identity_number", ""), _negated=True),
                fields=["old_identity_number"],
                name="member_old_identity",
            ),
        ),
        migrations.AddIndex(
            model_name="organisationperiod",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["name_key"], name="organisationperiod_trigrams", opclasses=["gin_trgm_ops"]
            ),
        ),
    ]
