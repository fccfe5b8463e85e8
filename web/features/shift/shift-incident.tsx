import type { Incident } from '../../../src/http/contract.ts'
import { Link } from '../../app/link.tsx'
import { useMay } from '../../app/session.ts'
import { ActButton } from '../../ui/act-button.tsx'
import { IncidentFacts } from '../incident/incident-row.tsx'
import { incidentWish } from '../incident/incident-wish.ts'
import { RoleOffers } from '../incident/role-offers.tsx'
import { NOBODY } from './sort-shift.ts'

export interface ShiftIncidentProps {
  readonly incident: Incident
  readonly why: readonly string[]
  /** The one thing of this screen. */
  readonly isFirst: boolean
}

/** One incident as a card: what is broken, why it is here, and the act it waits for. */
export function ShiftIncident({ incident, why, isFirst }: ShiftIncidentProps) {
  const { number, title, status } = incident
  const mayWrite = useMay('incident:write')
  const said = why.filter((each) => each !== NOBODY)
  return (
    <article className="card shift-incident">
      <h3>
        <Link to={`/incidents/${number}`}>{title}</Link>
      </h3>
      <IncidentFacts incident={incident} />
      {said.length > 0 ? <p>{said.join(' · ')}</p> : null}
      {mayWrite ? <RoleOffers incident={incident} /> : null}
      <div className="actions">
        {mayWrite && status === 'open' ? (
          <ActButton {...incidentWish(number, 'acknowledge')} kind={isFirst ? 'primary' : 'plain'}>
            Ack
          </ActButton>
        ) : null}
        <Link className="button" to={`/incidents/${number}`}>
          Open
        </Link>
      </div>
    </article>
  )
}
