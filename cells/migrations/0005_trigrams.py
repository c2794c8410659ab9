from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("cells", "0004_doubles")]

    operations = [TrigramExtension()]
