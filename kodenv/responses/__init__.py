"""What a reply has to look like before it is trained on: options, published recipes, and a reason for each defect.

A recipe is a :class:`kodenv.responses.form.Form`; :func:`kodenv.responses.checking.find_defects` says what a rollout
lacks of one. See docs/distillation.md.
"""
