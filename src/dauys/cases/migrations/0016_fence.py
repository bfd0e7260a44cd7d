"""Policies by row on words, people, obligations and files; `dauys migrate` puts them into force (site/upgrade.py)."""

from django.db import migrations

_SCOPE = "current_setting('dauys.scope', true)"
# Runs as the owner of the tables, so that asking it for one row does not ask it again for the rows it looks at.
# Its plans are kept by a session; none made while a table was small may read it whole.
SEES_CASE = """
CREATE FUNCTION public.dauys_sees_case(asked uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL SAFE COST 1000 SET enable_seqscan = off AS $$
DECLARE
  scope text := pg_catalog.current_setting('dauys.scope', true);
  parts text[];
BEGIN
  IF scope = 'house' THEN RETURN true; END IF;
  IF scope IS NULL OR scope = '' OR asked IS NULL THEN RETURN false; END IF;
  parts := pg_catalog.string_to_array(scope, '|');
  IF asked::text = ANY (pg_catalog.string_to_array(parts[5], ',')) THEN RETURN true; END IF;
  IF parts[1] <> 'staff' THEN RETURN false; END IF;
  PERFORM FROM public.cases_obligation o WHERE o.case_id = asked
    AND ('/' || o.owner_path) OPERATOR(pg_catalog.^@) ANY (pg_catalog.string_to_array(parts[2], ','));
  IF FOUND THEN RETURN true; END IF;
  IF parts[3] <> '' THEN
    PERFORM FROM public.cases_obligation o, pg_catalog.unnest(pg_catalog.string_to_array(parts[3], ',')) AS pair
      WHERE o.case_id = asked AND ('/' || o.owner_path) OPERATOR(pg_catalog.^@) pg_catalog.split_part(pair, '~', 1)
      AND ('/' || o.area_path) OPERATOR(pg_catalog.^@) pg_catalog.split_part(pair, '~', 2);
    IF FOUND THEN RETURN true; END IF;
  END IF;
  IF parts[4] <> '' THEN
    PERFORM FROM public.cases_case c JOIN public.directory_organization b ON b.id = c.registered_at_org_id
      WHERE c.id = asked
      AND ('/' || b.path) OPERATOR(pg_catalog.^@) ANY (pg_catalog.string_to_array(parts[4], ','));
    RETURN FOUND;
  END IF;
  RETURN false;
END $$
"""
_HOUSE = f"(SELECT {_SCOPE}) = 'house'"
_OWN = f"'/' || owner_path ^@ ANY ((SELECT string_to_array(split_part({_SCOPE}, '|', 2), ','))::text[])"
POLICIES = {
    "cases_obligation": f"{_HOUSE} OR {_OWN} OR dauys_sees_case(case_id)",
    "cases_voice": f"{_HOUSE} OR dauys_sees_case(case_id)",
    "cases_party": f"{_HOUSE} OR dauys_sees_case(case_id)",
    "cases_supporter": f"{_HOUSE} OR dauys_sees_case(case_id)",
    "files_storedfile": f"{_HOUSE} OR dauys_sees_case(holder)",
}


class Making(migrations.RunSQL):
    """A function nobody calls yet, or a policy nobody has put into force."""

    expands = "policies do nothing until row-level security is enabled, which `dauys migrate` does later"


class Migration(migrations.Migration):
    dependencies = [("cases", "0015_holds"), ("files", "0002_office_and_verdict"), ("directory", "0001_initial")]
    operations = [
        Making(SEES_CASE, "DROP FUNCTION public.dauys_sees_case(uuid)"),
        *(
            Making(
                f"CREATE POLICY fence ON {table} USING ({rule}) WITH CHECK ({rule})",
                f"DROP POLICY fence ON {table}",
            )
            for table, rule in POLICIES.items()
        ),
    ]
