/** Something was deployed or changed. It never alerts; it is what people look for first when something begins to fail. */
import type { Signal } from '../signal.ts'

export interface ChangeEvent {
  readonly id: string
  readonly integrationId: string
  readonly happenedAt: Date
  readonly receivedAt: Date
  /** Foreign text: escape where shown. */
  readonly summary: string
  /** Absent where the sender did not say which. */
  readonly service?: string
  readonly source?: string
  readonly links: Signal['links']
}

const LONGEST_NAME = 200

/** What a signal says about which service it changed, and where it comes from: a label, or a detail of that name. */
export function subjectOfChange({ labels, details }: Pick<Signal, 'labels' | 'details'>): {
  service?: string
  source?: string
} {
  const said = (name: string): string | undefined => {
    const detail = details?.[name]
    const text = labels[name] ?? (typeof detail === 'string' ? detail : '')
    return text.trim() === '' ? undefined : text.trim().slice(0, LONGEST_NAME)
  }
  const [service, source] = [said('service'), said('source')]
  return { ...(service === undefined ? {} : { service }), ...(source === undefined ? {} : { source }) }
}
