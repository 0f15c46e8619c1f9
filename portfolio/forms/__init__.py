"""What people enter about work: parsed and cleaned here, never saved."""
