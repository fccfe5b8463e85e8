import type { Incident } from '../../../src/http/contract.ts'
import { useMay } from '../../app/session.ts'
import { Loading } from '../../ui/loading.tsx'
import { Time } from '../../ui/time.tsx'
import { usePolicy, useTimeline } from './incident-queries.ts'
import { isOver } from './incident-words.ts'
import { involved } from './involved.ts'
import { RoleCard } from './role-card.tsx'
import { rolesOf } from './roles-of.ts'

/** Who does what, and who has had a hand in it. */
export function IncidentPeople({ incident }: { incident: Incident }) {
  const policy = usePolicy()
  const acts = useTimeline(incident.number, 'acts')
  const mayWrite = useMay('incident:write') && !isOver(incident)
  const people = involved(acts.data?.pages.flatMap(({ items }) => items) ?? [])
  return (
    <div className="columns">
      <section aria-labelledby="people-roles">
        <h2 id="people-roles">Roles</h2>
        {rolesOf(incident, policy.data?.roles ?? []).map((role) => (
          <RoleCard key={role.role} {...{ role, mayWrite }} number={incident.number} />
        ))}
        <p className="quiet">A role changes hands when it is accepted. Until then whoever has it keeps it.</p>
      </section>
      <section aria-labelledby="people-involved">
        <h2 id="people-involved">Who is involved</h2>
        {acts.isPending ? <Loading /> : null}
        {acts.data && people.length === 0 ? <p className="quiet">Nobody has done anything yet.</p> : null}
        <ul className="rows">
          {people.map(({ name, acts, last }) => (
            <li key={name} className="person">
              <strong>{name}</strong>{' '}
              <span className="quiet">
                {acts === 1 ? '1 entry' : `${acts} entries`}, last <Time at={last} />
              </span>
            </li>
          ))}
        </ul>
      </section>
    </div>
  )
}
