import type { RunbookPage } from '../../../src/http/contract.ts'
import { Link } from '../../app/link.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Loading } from '../../ui/loading.tsx'
import { ParameterFields } from './parameter-fields.tsx'
import { planTo } from './plan-path.ts'
import { useRunSettings } from './run-settings.ts'
import { runbookTo } from './runbook-path.ts'
import { useRunbook } from './runbook-queries.ts'
import { RunnableBlocks } from './runnable-blocks.tsx'
import { VariantButtons } from './ways.tsx'

export interface ProcedureViewProps {
  /** Path of the page and id of the procedure. */
  readonly path: string
  readonly procedure: string
  /** Number or id of the incident it is for: parameters come from its alerts, runs stand on its timeline. */
  readonly incident?: string | undefined
  /** Values that whoever shows it knows already. */
  readonly given?: Readonly<Record<string, string>>
}

/** One procedure of the book, runnable where it is shown: on its page, or in an incident. */
export function ProcedureView(props: ProcedureViewProps) {
  const page = useRunbook(props.path)
  if (page.isPending) return <Loading />
  if (!page.data)
    return <ErrorNote title="The procedure cannot be shown" error={page.error} onRetry={() => void page.refetch()} />
  return <Procedure {...props} page={page.data} />
}

const NOTHING: Readonly<Record<string, string>> = {}

function Procedure({ page, procedure: id, incident, given = NOTHING }: ProcedureViewProps & { page: RunbookPage }) {
  const settings = useRunSettings(page, { incident, given })
  const procedure = page.steps.find((each) => each.id === id)
  if (!procedure) return <ErrorNote error={new Error(`The page ${page.title} has no procedure “${id}” any more.`)} />
  const { line, endLine } = procedure
  const names = new Set(
    page.parameters
      .filter(({ lines }) => lines.some((each) => each >= line && each <= endLine))
      .map(({ name }) => name),
  )
  return (
    <article className="procedure" aria-label={procedure.title}>
      <p className="quiet">
        <Link to={runbookTo(page.path, { procedure: id, incident })}>{page.title}</Link>
        {procedure.when === null ? null : ` · when: ${procedure.when}`}
        {page.runs.total > 0 ? ` · runs of this page: ${page.runs.succeeded} of ${page.runs.total} succeeded` : null}
      </p>
      <ParameterFields settings={settings} names={names} />
      <VariantButtons settings={settings} procedure={procedure} />
      <p>
        <Link className="button" to={planTo(settings, id)}>
          Plan all steps
        </Link>
      </p>
      <RunnableBlocks
        settings={settings}
        blocks={page.blocks.filter((block) => block.line >= line && block.line <= endLine)}
        showsFindings={false}
      />
    </article>
  )
}
