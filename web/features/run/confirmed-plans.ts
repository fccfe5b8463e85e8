/** Runs whose plan somebody has read and started on this page: the question about the plan is answered for them, once. */
const confirmed = new Set<string>()

export const confirmPlan = (run: string): void => void confirmed.add(run)

/** True once for a run. */
export const takeConfirmed = (run: string): boolean => confirmed.delete(run)
