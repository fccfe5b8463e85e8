import type { TimelineEntry } from '../../../src/http/contract.ts'
import { ActForm, typed } from '../../ui/act-form.tsx'
import { ownZone } from '../../ui/time-words.ts'
import { incidentApi } from './incident-path.ts'
import { fromLocalTime, toLocalTime } from './local-time.ts'

export interface CorrectEntryProps {
  readonly entry: TimelineEntry
  readonly number: number
  readonly onClose: () => void
}

/** Says how it really was. The first words stay in the record. */
export function CorrectEntry({ entry: { seq, text, happenedAt }, number, onClose }: CorrectEntryProps) {
  const before = toLocalTime(happenedAt)
  return (
    <ActForm
      name={`incident/${number}/correct/${seq}`}
      path={`${incidentApi(number)}/corrections`}
      body={(fields) => {
        const [words, at, why] = [typed(fields, 'text'), typed(fields, 'at'), typed(fields, 'why')]
        const withdrawn = fields.get('withdrawn') === 'on'
        return {
          ...{ entry: seq, why },
          ...(words !== undefined && words !== text ? { text: words } : {}),
          ...(at !== undefined && at !== before ? { at: fromLocalTime(at) } : {}),
          ...(withdrawn ? { withdrawn } : {}),
        }
      }}
      submit="Correct"
      onDone={onClose}
    >
      {text === null ? null : (
        <div className="field">
          <label htmlFor="correct-text">Words</label>
          <textarea id="correct-text" name="text" defaultValue={text} maxLength={20_000} />
        </div>
      )}
      <div className="field">
        <label htmlFor="correct-at">When it was ({ownZone()})</label>
        <input id="correct-at" name="at" type="datetime-local" step="1" defaultValue={before} />
      </div>
      {text === null ? null : (
        <label className="check">
          <input type="checkbox" name="withdrawn" /> It was not so: withdraw it
        </label>
      )}
      <div className="field">
        <label htmlFor="correct-why">Why</label>
        <input id="correct-why" name="why" required maxLength={2_000} autoComplete="off" />
      </div>
    </ActForm>
  )
}
