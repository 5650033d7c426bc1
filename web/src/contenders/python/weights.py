"""The weights of a trainer of microgpt.py, out and in, in the order in which they were drawn."""


def save(trainer):
    return [parameter.data for parameter in trainer.model.parameters]


def load(trainer, numbers):
    """Training begins anew from there: with moments of zero, at step 0."""
    for parameter, number in zip(trainer.model.parameters, numbers, strict=True):
        parameter.data = number
    trainer.first_moments = [0.0] * trainer.parameter_count
    trainer.second_moments = [0.0] * trainer.parameter_count
    trainer.steps_done = 0
