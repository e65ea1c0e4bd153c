"""What every flow needs, made once a run: settings, database, plan, calendar and clock. No verb lives here."""
