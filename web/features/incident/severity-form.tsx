import { ActForm, typed } from '../../ui/act-form.tsx'
import type { IncidentFormProps } from './incident-dialogs.tsx'
import { incidentApi } from './incident-path.ts'
import { SeverityChoice } from './severity-choice.tsx'

export function SeverityForm({ incident: { number, severity }, onClose }: IncidentFormProps) {
  return (
    <ActForm
      name={`incident/${number}/severity`}
      path={incidentApi(number)}
      method="PATCH"
      body={(fields) => ({ severity: typed(fields, 'severity'), why: typed(fields, 'why') })}
      submit="Change"
      onDone={onClose}
    >
      <SeverityChoice chosen={severity} />
      <div className="field">
        <label htmlFor="severity-why">Why (optional)</label>
        <input id="severity-why" name="why" maxLength={2_000} autoComplete="off" />
      </div>
      <p className="quiet">With another severity come its promises: clocks are set anew. It stands on the timeline.</p>
    </ActForm>
  )
}
