"""An employer's own workbook given back with every row answered: its XML edited in a stream."""
