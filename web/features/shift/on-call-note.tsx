import { Time } from '../../ui/time.tsx'

/** When somebody is on call, and whether a message would reach them. */
export interface Duty {
  /** Absent: they are not on call now. */
  readonly until: string | undefined
  /** The last message that was proven to arrive, and the ways it came. */
  readonly proven: { readonly at: string; readonly over: readonly string[] } | undefined
}

/** The first line of a shift. Says nothing where nobody knows. */
export function OnCallNote({ duty }: { duty: Duty | undefined }) {
  if (!duty) return null
  const { until, proven } = duty
  return (
    <p className="note">
      {until === undefined ? (
        'You are not on call.'
      ) : (
        <>
          You are on call until <Time at={until} isExact />.
        </>
      )}{' '}
      {proven === undefined ? (
        'No page was ever proven to reach you.'
      ) : (
        <>
          Last page proven <Time at={proven.at} /> on {proven.over.join(', ')}.
        </>
      )}
    </p>
  )
}
