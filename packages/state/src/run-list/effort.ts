/** How much may still be done to find further cycles, in jobs that are looked at. */
export interface Effort {
  left: number;
}

/** Takes something off; whether anything is left. */
export function spend(effort: Effort, jobs: number): boolean {
  effort.left -= jobs;
  return effort.left > 0;
}
