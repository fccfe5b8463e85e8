import { ActForm, typed } from '../../ui/act-form.tsx'
import type { IncidentFormProps } from './incident-dialogs.tsx'
import { incidentApi } from './incident-path.ts'

export function RenameIncident({ incident: { number, title }, onClose }: IncidentFormProps) {
  return (
    <ActForm
      name={`incident/${number}/title`}
      path={incidentApi(number)}
      method="PATCH"
      body={(fields) => ({ title: typed(fields, 'title') })}
      submit="Rename"
      onDone={onClose}
    >
      <div className="field">
        <label htmlFor="rename-title">What is broken, for whom</label>
        <input id="rename-title" name="title" defaultValue={title} maxLength={300} required autoComplete="off" />
      </div>
    </ActForm>
  )
}
