"""What every flow needs: settings, database, plan, calendar and clock, made once a run; how steps are called."""
