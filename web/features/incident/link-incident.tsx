import { ActForm, typed } from '../../ui/act-form.tsx'
import type { IncidentFormProps } from './incident-dialogs.tsx'
import { pairWish } from './incident-wish.ts'
import { OtherIncident } from './other-incident.tsx'
import { RELATIONS } from './relation-words.ts'

export function LinkIncident({ incident, onClose }: IncidentFormProps) {
  return (
    <ActForm
      {...pairWish(incident.number, 'links', {})}
      body={(fields) => ({ incident: typed(fields, 'other'), relation: typed(fields, 'relation') })}
      submit="Link"
      onDone={onClose}
    >
      <div className="field">
        <label htmlFor="link-relation">This one</label>
        <select id="link-relation" name="relation" defaultValue="related">
          {RELATIONS.map(([relation, words]) => (
            <option key={relation} value={relation}>
              {words}
            </option>
          ))}
        </select>
      </div>
      <OtherIncident than={incident} name="other" />
    </ActForm>
  )
}
