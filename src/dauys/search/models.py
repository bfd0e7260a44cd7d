"""What search keeps: a document a case, with all it can be found by, and the vocabulary that mends slips of typing."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q

from dauys.cases.models import Case


class Document(models.Model):
    """Everything about one case that is looked for; derived, and deleted with the person.

    `words` holds stems (weight A: the voice, C: answers) beside marks that begin with a sign: see `marks`.
    """

    case = models.OneToOneField(Case, on_delete=models.PROTECT, primary_key=True, related_name="+")
    serial = models.BigIntegerField()
    received_at = models.DateTimeField()
    topic = models.CharField(max_length=60, blank=True)
    # Copies kept so that scope needs no join; the doctor compares them with their source.
    owner_paths = ArrayField(models.CharField(max_length=200))
    area_path = models.CharField(max_length=200)
    desk_path = models.CharField(max_length=200, blank=True)
    words = SearchVectorField()
    # Of near-duplicates: the same text exactly, and the bands of its sketch.
    text_hash = models.BigIntegerField(null=True)
    bands = ArrayField(models.IntegerField())

    class Meta:
        # No index on serial: with one, PostgreSQL would walk a million rows backwards for a rare word.
        indexes = [
            GinIndex(fields=["words"], name="document_words", fastupdate=False),
            GinIndex(fields=["bands"], name="document_bands", fastupdate=False),
            models.Index(
                fields=["text_hash", "-serial"], name="document_text_hash", condition=Q(text_hash__isnull=False)
            ),
        ]


class Word(models.Model):
    """A stem that some document holds; `key` is the same in Latin letters, which every database can take apart."""

    word = models.CharField(max_length=40, primary_key=True)
    key = models.CharField(max_length=40)

    class Meta:
        indexes = [GinIndex(fields=["key"], name="word_key", opclasses=["gin_trgm_ops"], fastupdate=False)]
