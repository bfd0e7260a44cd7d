"""What goes wrong around the program: processes killed, mail servers that misbehave, full disks, everybody at once."""
