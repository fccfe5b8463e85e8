import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { StatusDraft } from '../../../src/http/contract.ts'
import { ask } from '../../api/client.ts'
import { Problem } from '../../api/problem.ts'
import { ActForm, typed } from '../../ui/act-form.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Loading } from '../../ui/loading.tsx'
import { fillBlanks } from './fill-blanks.ts'
import type { IncidentFormProps } from './incident-dialogs.tsx'
import { incidentApi } from './incident-path.ts'
import { usePolicy } from './incident-queries.ts'

/** A word to others, in the words of the book; what nobody has filled in yet is asked for. */
export function PostStatus({ incident, onClose }: IncidentFormProps) {
  const [audience, setAudience] = useState<'internal' | 'public'>('internal')
  const [template, setTemplate] = useState('')
  const policy = usePolicy()
  const templates = policy.data?.templates ?? []
  const draft = useQuery({
    queryKey: ['draft', incident.number, audience, template, incident.status],
    queryFn: async ({ signal }) => {
      const body = { audience, ...(template === '' ? {} : { template }) }
      const path = `${incidentApi(incident.number)}/draft`
      try {
        return await ask<StatusDraft>(path, { method: 'POST', body, signal })
      } catch (error) {
        // The book has no words for that; then they are one's own.
        if (error instanceof Problem && error.code === 'incident/no-template') return null
        throw error
      }
    },
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  })
  return (
    <>
      <div className="field">
        <label htmlFor="post-audience">For</label>
        <select
          id="post-audience"
          value={audience}
          onChange={({ target }) => {
            setAudience(target.value === 'public' ? 'public' : 'internal')
            setTemplate('')
          }}
        >
          <option value="internal">The team</option>
          <option value="public">The public</option>
        </select>
      </div>
      {templates.length > 0 ? (
        <div className="field">
          <label htmlFor="post-template">In the words of</label>
          <select id="post-template" value={template} onChange={({ target }) => setTemplate(target.value)}>
            <option value="">The template that fits</option>
            {templates.map(({ id, title }) => (
              <option key={id} value={id}>
                {title}
              </option>
            ))}
          </select>
        </div>
      ) : null}
      {draft.error ? <ErrorNote error={draft.error} onRetry={() => void draft.refetch()} /> : null}
      {draft.isPending ? <Loading /> : null}
      {draft.data === undefined ? null : (
        <Words key={`${audience} ${template}`} {...{ incident, onClose, audience, draft: draft.data ?? undefined }} />
      )}
    </>
  )
}

interface WordsProps extends IncidentFormProps {
  readonly audience: string
  readonly draft: StatusDraft | undefined
}

function Words({ incident: { number }, onClose, audience, draft }: WordsProps) {
  const [values, setValues] = useState<Readonly<Record<string, string>>>({})
  const [own, setOwn] = useState<string>()
  const [ownSubject, setOwnSubject] = useState<string>()
  const blanks = draft?.open ?? []
  const text = own ?? fillBlanks(draft?.text ?? '', values)
  const left = blanks.filter((blank) => text.includes(blank))
  return (
    <ActForm
      name={`incident/${number}/post`}
      path={`${incidentApi(number)}/updates`}
      body={(fields) => ({
        ...{ text: typed(fields, 'text'), subject: typed(fields, 'subject'), audience },
        template: draft?.template,
      })}
      submit={audience === 'public' ? 'Publish' : 'Post'}
      onDone={onClose}
    >
      {own === undefined
        ? blanks.map((blank, index) => (
            <div key={blank} className="field">
              <label htmlFor={`blank-${index}`}>{blank.replace(/^[[<{(]+|[\]>}):\s]+$/g, '')}</label>
              <input
                id={`blank-${index}`}
                value={values[blank] ?? ''}
                maxLength={5_000}
                autoComplete="off"
                onChange={({ target }) => setValues({ ...values, [blank]: target.value })}
              />
            </div>
          ))
        : null}
      {draft?.subject === null || draft === undefined ? null : (
        <div className="field">
          <label htmlFor="post-subject">Subject</label>
          <input
            id="post-subject"
            name="subject"
            maxLength={300}
            value={ownSubject ?? fillBlanks(draft.subject, values)}
            onChange={({ target }) => setOwnSubject(target.value)}
          />
        </div>
      )}
      <div className="field">
        <label htmlFor="post-text">What they read</label>
        <textarea
          id="post-text"
          name="text"
          rows={8}
          required
          maxLength={20_000}
          value={text}
          onChange={({ target }) => setOwn(target.value)}
        />
      </div>
      {left.length > 0 ? <p className="quiet">Still to be filled: {left.join(', ')}</p> : null}
    </ActForm>
  )
}
