/** How much work may still be done for one answer. */
export interface Budget {
  left: number;
}

/** Takes work off the budget; whether it could afford it. */
export function spend(budget: Budget, work: number): boolean {
  budget.left -= work;
  return budget.left >= 0;
}
