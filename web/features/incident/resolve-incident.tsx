import { ActForm, typed } from '../../ui/act-form.tsx'
import { Loading } from '../../ui/loading.tsx'
import { offerUndo } from '../../ui/undo.tsx'
import type { IncidentFormProps } from './incident-dialogs.tsx'
import { useIncidentAlerts } from './incident-queries.ts'
import { incidentWish } from './incident-wish.ts'
import { summaryOfFacts } from './summary-of-facts.ts'

/** Ends it, with what is known written down already. */
export function ResolveIncident({ incident, onClose }: IncidentFormProps) {
  const alerts = useIncidentAlerts(incident.number)
  const { number, title } = incident
  const { firing } = incident.alerts
  if (alerts.isPending) return <Loading />
  return (
    <ActForm
      {...incidentWish(number, 'resolve')}
      body={(fields) => ({ text: typed(fields, 'text') })}
      submit="Resolve"
      onDone={() => {
        offerUndo(`Resolved: ${title}`, incidentWish(number, 'reopen'))
        onClose()
      }}
    >
      {firing > 0 ? (
        <p className="note note-warning">
          {firing === 1 ? 'One alert of it still fires.' : `${firing} alerts of it still fire.`}
        </p>
      ) : null}
      <div className="field">
        <label htmlFor="resolve-text">What happened, as far as it is known</label>
        <textarea
          id="resolve-text"
          name="text"
          rows={9}
          maxLength={20_000}
          defaultValue={summaryOfFacts(incident, alerts.data?.items ?? [], new Date())}
        />
      </div>
    </ActForm>
  )
}
