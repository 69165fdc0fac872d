"""The database itself refuses to close a case as paid while a worker is short of money."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION arrears_require_paid() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM arrears_claimline WHERE case_id = NEW.id) THEN
        RAISE EXCEPTION 'a case without claim lines is not paid' USING ERRCODE = 'check_violation';
    END IF;
    IF EXISTS (
        SELECT 1
        FROM (SELECT worker_id, sum(agreed_amount) AS agreed, sum(paid_amount) AS paid,
                     bool_or(agreed_amount IS NULL) AS is_open
              FROM arrears_claimline WHERE case_id = NEW.id GROUP BY worker_id) AS line
        LEFT JOIN (SELECT worker_id, sum(amount) AS confirmed
                   FROM arrears_payment WHERE case_id = NEW.id AND status = 'confirmed' GROUP BY worker_id) AS payment
        USING (worker_id)
        WHERE line.is_open OR line.agreed <> coalesce(payment.confirmed, 0) OR line.agreed <> line.paid
    ) THEN
        RAISE EXCEPTION 'agreed and confirmed sums differ' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER arrears_paid_means_paid BEFORE INSERT OR UPDATE OF outcome ON cases_case
    FOR EACH ROW WHEN (NEW.outcome = 'paid') EXECUTE FUNCTION arrears_require_paid();
"""
BACKWARD = """
DROP TRIGGER arrears_paid_means_paid ON cases_case;
DROP FUNCTION arrears_require_paid();
"""


class Migration(migrations.Migration):
    dependencies = [("arrears", "0003_initial"), ("cases", "0010_event_guard")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
