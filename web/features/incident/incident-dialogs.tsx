import type { Incident } from '../../../src/http/contract.ts'
import { goWith } from '../../app/place.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { LinkIncident } from './link-incident.tsx'
import { MergeIncident } from './merge-incident.tsx'
import { PostStatus } from './post-status.tsx'
import { RenameIncident } from './rename-incident.tsx'
import { ResolveIncident } from './resolve-incident.tsx'
import { SeverityForm } from './severity-form.tsx'

export type IncidentDialog = 'more' | keyof typeof DIALOGS

export interface IncidentFormProps {
  readonly incident: Incident
  readonly onClose: () => void
}

const DIALOGS = {
  resolve: { title: 'Resolve', Form: ResolveIncident },
  post: { title: 'Post a status', Form: PostStatus },
  severity: { title: 'Change the severity', Form: SeverityForm },
  rename: { title: 'Say better what is broken', Form: RenameIncident },
  merge: { title: 'It is part of another incident', Form: MergeIncident },
  link: { title: 'It has to do with another incident', Form: LinkIncident },
}

export interface IncidentDialogsProps {
  readonly incident: Incident
  readonly open: IncidentDialog | undefined
  readonly onOpen: (dialog: IncidentDialog | undefined) => void
}

/** What needs more than a tap, one at a time. */
export function IncidentDialogs({ incident, open, onOpen }: IncidentDialogsProps) {
  const close = () => onOpen(undefined)
  if (open === undefined) return null
  if (open === 'more')
    return (
      <Dialog title={`Incident ${incident.number}`} isOpen onClose={close}>
        <More incident={incident} onOpen={onOpen} />
      </Dialog>
    )
  const { title, Form } = DIALOGS[open]
  return (
    <Dialog key={open} title={title} isOpen onClose={close}>
      <Form incident={incident} onClose={close} />
    </Dialog>
  )
}

function More({ incident, onOpen }: Omit<IncidentDialogsProps, 'open'>) {
  const { status, number } = incident
  const isActive = status !== 'resolved' && status !== 'merged'
  const choice = (dialog: IncidentDialog, words: string) => (
    <button type="button" className="button" onClick={() => onOpen(dialog)}>
      {words}
    </button>
  )
  return (
    <div className="choice-list">
      {isActive && status === 'open' ? choice('resolve', 'Resolve…') : null}
      {isActive ? choice('severity', 'Change the severity…') : null}
      <button
        type="button"
        className="button"
        onClick={() => {
          onOpen(undefined)
          goWith({ tab: 'people' })
        }}
      >
        Hand over…
      </button>
      {choice('rename', 'Rename…')}
      {status === 'merged' ? null : choice('merge', 'Merge into another…')}
      {choice('link', 'Link to another…')}
      <a className="button" href={`/api/v1/incidents/${number}/export`} download={`incident-${number}.md`}>
        Export as Markdown
      </a>
    </div>
  )
}
