"""What the list of cases decides, without Qt: which cases are asked for, what a row says, what a new case needs."""
