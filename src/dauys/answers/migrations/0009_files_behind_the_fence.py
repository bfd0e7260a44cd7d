"""Files of an answer belong to the answer: who sees its case, or a case that is answered together with it, sees them."""

from django.db import migrations

_HOUSE = "(SELECT current_setting('dauys.scope', true)) = 'house'"
SEES_ANSWER = """
CREATE FUNCTION public.dauys_sees_answer(wanted uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL SAFE COST 2000 AS $$
BEGIN
  RETURN EXISTS (
    SELECT FROM public.answers_answer a JOIN public.cases_obligation o ON o.id = a.obligation_id
    WHERE (a.id = wanted OR a.together_with_id = wanted) AND public.dauys_sees_case(o.case_id));
END $$
"""
_BEFORE = f"{_HOUSE} OR dauys_sees_case(holder)"
_RULE = f"{_BEFORE} OR dauys_sees_answer(holder)"


class Widening(migrations.RunSQL):
    """A function nobody calls yet, or a policy that lets more through than before."""

    expands = "every row the policy let through before it lets through still"


class Migration(migrations.Migration):
    dependencies = [("answers", "0008_attachments"), ("cases", "0016_fence")]
    operations = [
        Widening(SEES_ANSWER, "DROP FUNCTION public.dauys_sees_answer(uuid)"),
        Widening(
            f"ALTER POLICY fence ON files_storedfile USING ({_RULE}) WITH CHECK ({_RULE})",
            f"ALTER POLICY fence ON files_storedfile USING ({_BEFORE}) WITH CHECK ({_BEFORE})",
        ),
    ]
