"""The four wires. The sandbox's core knows them by this list and by nothing else."""
