import type { Incident } from '../../../src/http/contract.ts'
import { fulfil } from '../../app/acts.ts'
import { go, useQueryPart } from '../../app/place.ts'
import { ActForm, typed } from '../../ui/act-form.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { ownZone } from '../../ui/time-words.ts'
import { attachWish } from './incident-wish.ts'
import { fromLocalTime } from './local-time.ts'
import { SeverityChoice } from './severity-choice.tsx'
import '../../ui/respond.css'
import './incident.css'

/** Says that something is wrong, before all is known. Whoever does has it. */
export function DeclarePage() {
  const alert = useQueryPart('alert')
  const [title, service] = [useQueryPart('title'), useQueryPart('service')]
  const declared = async (answer: unknown) => {
    const { number } = answer as Incident
    if (alert !== '') await fulfil(attachWish(number, [alert])).catch(() => undefined)
    go(`/incidents/${number}`)
  }
  return (
    <>
      <PageHeader
        title="Declare an incident"
        about="Declare early: it can be renamed, raised, merged or resolved in a moment."
      />
      <div className="declare">
        <ActForm
          name="incident/new"
          path="/api/v1/incidents"
          body={(fields) => {
            const startedAt = typed(fields, 'startedAt')
            return {
              ...{ title: typed(fields, 'title'), severity: typed(fields, 'severity'), kind: typed(fields, 'kind') },
              ...{ service: typed(fields, 'service'), why: typed(fields, 'why') },
              startedAt: startedAt === undefined ? undefined : fromLocalTime(startedAt),
            }
          }}
          submit="Declare, I have it"
          onDone={(answer) => void declared(answer)}
        >
          <div className="field">
            <label htmlFor="declare-title">What is broken, for whom</label>
            <input id="declare-title" name="title" required maxLength={300} defaultValue={title} autoComplete="off" />
          </div>
          <SeverityChoice chosen="P2" />
          <div className="field">
            <label htmlFor="declare-service">Service (optional)</label>
            <input id="declare-service" name="service" maxLength={200} defaultValue={service} autoComplete="off" />
          </div>
          <details>
            <summary>More</summary>
            <div className="field">
              <label htmlFor="declare-started">Began at ({ownZone()}), where that is not now</label>
              <input id="declare-started" name="startedAt" type="datetime-local" step="1" />
            </div>
            <div className="field">
              <label htmlFor="declare-kind">Kind</label>
              <select id="declare-kind" name="kind" defaultValue="normal">
                <option value="normal">Incident</option>
                <option value="drill">Drill: practice, with the same clocks</option>
                <option value="maintenance">Maintenance: announced work</option>
              </select>
            </div>
            <div className="field">
              <label htmlFor="declare-why">Why you declare it</label>
              <textarea id="declare-why" name="why" maxLength={2_000} />
            </div>
          </details>
        </ActForm>
      </div>
    </>
  )
}
