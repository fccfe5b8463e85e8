import { go } from '../../app/place.ts'
import { ActForm, typed } from '../../ui/act-form.tsx'
import { offerUndo } from '../../ui/undo.tsx'
import type { IncidentFormProps } from './incident-dialogs.tsx'
import { pairWish } from './incident-wish.ts'
import { OtherIncident } from './other-incident.tsx'

/** One trouble, two incidents: this one becomes part of the other. It can be taken out again, so nobody is asked twice. */
export function MergeIncident({ incident, onClose }: IncidentFormProps) {
  const { number, title } = incident
  let into = ''
  return (
    <ActForm
      {...pairWish(number, 'merge', {})}
      body={(fields) => {
        into = typed(fields, 'into') ?? ''
        return { into }
      }}
      submit="Merge"
      onDone={() => {
        onClose()
        offerUndo(`Merged into #${into}: ${title}`, pairWish(number, 'take-out', { from: into }))
        go(`/incidents/${into}`)
      }}
    >
      <OtherIncident than={incident} name="into" />
      <p className="quiet">Both keep their timelines. Alerts of this one count as alerts of the other.</p>
    </ActForm>
  )
}
