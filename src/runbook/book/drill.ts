/** A timed exercise: phases, faults to inject, what must be seen, success criteria. */
export interface Drill {
  title: string
  line: number
  durationSeconds?: number
  phases: readonly { title: string; startSeconds: number; endSeconds?: number; line: number }[]
  criteria: readonly string[]
  variations: readonly string[]
}
