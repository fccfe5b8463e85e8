import type { IncidentPolicy } from '../../../src/http/contract.ts'
import { span } from '../../ui/time-words.ts'
import { usePolicy } from './incident-queries.ts'

/** The severities of the book, each with what it promises. */
export function SeverityChoice({ chosen }: { chosen: string }) {
  const policy = usePolicy()
  return (
    <fieldset className="choice">
      <legend>Severity</legend>
      {policy.data?.severities.map(({ severity, name, promises }) => (
        <label key={severity} className="check">
          <input type="radio" name="severity" value={severity} defaultChecked={severity === chosen} required />
          <span>
            <strong>{severity}</strong> {name === severity ? '' : name}{' '}
            <span className="quiet">{promised(promises)}</span>
          </span>
        </label>
      ))}
    </fieldset>
  )
}

function promised({
  ackSeconds,
  firstUpdateSeconds,
  mitigationSeconds,
}: IncidentPolicy['severities'][number]['promises']): string {
  const part = (what: string, seconds: number | undefined) =>
    seconds === undefined ? [] : [`${what} in ${span(seconds * 1_000)}`]
  return [
    ...part('ack', ackSeconds),
    ...part('first status', firstUpdateSeconds),
    ...part('mitigated', mitigationSeconds),
  ].join(', ')
}
