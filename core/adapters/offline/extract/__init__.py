"""The task `extract`, by rules: a questionnaire becomes a league's profile with evidence."""

from core.pipeline.ports import Draft, StageRequest

MODEL = "offline-rules-1"


def run(request: StageRequest) -> Draft:
    """A profile from `request.document`, every stated value with its words."""
    from core.adapters.offline.extract.extracting import extract
    from core.adapters.offline.extract.vocabulary import vocabulary_of
    from core.documents.questionnaires.intake import form_of

    vocabulary = vocabulary_of(request.knowledge)
    form = form_of(request.document)
    return Draft(extract(vocabulary, request.document, form, request.knowledge.encoder), MODEL)
