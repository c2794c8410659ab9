from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("reports", "0003_asked_statistics")]

    operations = [
        migrations.RenameModel("AskedStatistics", "AskedPaper"),
        migrations.RemoveConstraint("AskedPaper", "askedstatistics_once"),
        migrations.RemoveConstraint("AskedPaper", "askedstatistics_first_before_last"),
    ]
