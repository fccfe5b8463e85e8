import { type RefObject, useState } from 'react'
import type { Run, RunApproval } from '../../../src/http/contract.ts'
import { useSend } from '../../api/use-send.ts'
import { useMay } from '../../app/session.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { Field } from '../../ui/field.tsx'
import { visibleText } from '../../ui/visible-text.ts'
import { runApi } from './run-queries.ts'

/** Long enough to read and to run, short enough that it is still the same night. */
const VALID_MINUTES = 15

export interface ApprovalFormProps {
  readonly run: Pick<Run, 'id' | 'planHash' | 'title' | 'requestedBy'>
  readonly approval: RunApproval
  /** Opens the question from outside, for the keys of the list. */
  readonly open?: RefObject<((verdict: 'approve' | 'reject') => void) | null>
}

/** Agrees or refuses, each with one more question that says what exactly. */
export function ApprovalForm({ run, approval, open }: ApprovalFormProps) {
  const may = useMay('run:approve')
  const [verdict, setVerdict] = useState<'approve' | 'reject'>()
  const [note, setNote] = useState('')
  const send = useSend(['run'], () => setVerdict(undefined))
  const { allowed, reason, hint } = approval.mine
  if (!may) return <p className="quiet">Your role does not approve runs.</p>
  if (!allowed)
    return (
      <p>
        You cannot approve it: {visibleText(reason ?? '')}. <span className="quiet">{hint}</span>
      </p>
    )
  if (open) open.current = setVerdict
  return (
    <>
      <div className="actions">
        <button type="button" className="button button-primary" onClick={() => setVerdict('approve')}>
          Approve…
        </button>
        <button type="button" className="button button-danger" onClick={() => setVerdict('reject')}>
          Reject…
        </button>
      </div>
      <ConfirmDialog
        title={verdict === 'reject' ? 'Reject this plan?' : 'Approve this plan?'}
        isOpen={verdict !== undefined}
        onClose={() => setVerdict(undefined)}
        act={verdict === 'reject' ? 'Reject' : `Approve plan ${run.planHash.slice(0, 8)}`}
        isBusy={send.isPending}
        error={send.error}
        onConfirm={() =>
          send.mutate({
            path: `${runApi(run.id)}/${verdict}`,
            body: {
              planHash: run.planHash,
              validMinutes: VALID_MINUTES,
              ...(note.trim() === '' ? {} : { note: note.trim() }),
            },
          })
        }
      >
        <p>
          “{visibleText(run.title)}”, asked for by {run.requestedBy}.{' '}
          {verdict === 'reject'
            ? 'What it waits for does not begin.'
            : `It goes on as soon as enough people agree. Your word holds for ${VALID_MINUTES} minutes and for this plan alone.`}
        </p>
        <Field
          label={verdict === 'reject' ? 'Why (they will read it)' : 'Note (optional)'}
          value={note}
          maxLength={2_000}
          onChange={({ target }) => setNote(target.value)}
        />
      </ConfirmDialog>
    </>
  )
}
