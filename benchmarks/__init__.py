"""Speed and memory, shown as ratios against something in the same run; never a timed test."""
