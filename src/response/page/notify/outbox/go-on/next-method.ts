/** Where a page goes on when one way to a person does not work. */
import type { UsableMethod } from '../../rules/notification-rules.ts'

export interface PageMessage {
  readonly id: string
  readonly methodId: string
  /** It has not been given to a channel yet, and is not about to be. */
  readonly isPlanned: boolean
  readonly dueAt: Date
}

export type NextMethod =
  | { readonly do: 'pull'; readonly message: string }
  | { readonly do: 'add'; readonly method: UsableMethod }
  | { readonly do: 'none' }

/** What was planned for later is sent now; else the best method that has not been tried for this page; else there is nothing left. */
export function nextMethod(
  messages: readonly PageMessage[],
  methods: readonly UsableMethod[],
  failing: string,
): NextMethod {
  const planned = messages
    .filter(({ methodId, isPlanned }) => isPlanned && methodId !== failing)
    .sort((a, b) => a.dueAt.getTime() - b.dueAt.getTime() || a.id.localeCompare(b.id))[0]
  if (planned) return { do: 'pull', message: planned.id }
  const tried = new Set(messages.map(({ methodId }) => methodId)).add(failing)
  const fresh = methods
    .filter(({ id }) => !tried.has(id))
    .sort((a, b) => a.rank - b.rank || a.id.localeCompare(b.id))[0]
  return fresh ? { do: 'add', method: fresh } : { do: 'none' }
}
