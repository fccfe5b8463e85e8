import type { ReactNode } from 'react'
import type { RenderedBlock, RenderedInline } from '../../../src/http/contract.ts'
import { Inline } from './inline.tsx'
import { anchorId } from './runbook-path.ts'
import '../../ui/code.css'

export interface BlocksProps {
  readonly blocks: readonly RenderedBlock[]
  /** Path of the page. */
  readonly page: string
  /** What stands behind a block that shows something, by its lines. */
  readonly behind: (lines: { readonly line: number; readonly endLine: number }) => ReactNode
}

/** Blocks of a page as elements, in its own order. */
export function Blocks({ blocks, ...rest }: BlocksProps) {
  return blocks.map((block) => <Block key={`${block.line}-${block.kind}`} block={block} {...rest} />)
}

function Block({ block, page, behind }: Omit<BlocksProps, 'blocks'> & { block: RenderedBlock }) {
  switch (block.kind) {
    case 'heading':
      return (
        <>
          <Heading level={block.level} slug={block.slug}>
            <Inline of={block.of} page={page} />
          </Heading>
          {behind(block)}
        </>
      )
    case 'paragraph':
      return (
        <>
          <p>
            <Inline of={block.of} page={page} />
          </p>
          {behind(block)}
        </>
      )
    case 'code':
      return (
        <>
          <Code {...block} />
          {behind(block)}
        </>
      )
    case 'list':
      return <List block={block} page={page} behind={behind} />
    case 'table':
      return (
        <>
          <Table header={block.header} rows={block.rows} page={page} />
          {behind(block)}
        </>
      )
    case 'quote':
      return (
        <blockquote>
          <Blocks blocks={block.blocks} page={page} behind={behind} />
        </blockquote>
      )
    case 'rule':
      return <hr />
  }
}

/** The title of the view is the only one of its level. */
function Heading({ level, slug, children }: { level: number; slug: string; children: ReactNode }) {
  const Tag = `h${Math.min(6, Math.max(2, level))}` as 'h2'
  return (
    <Tag id={anchorId(slug)} tabIndex={-1}>
      {children}
    </Tag>
  )
}

function Code({ language, text, line }: { language: string; text: string; line: number }) {
  const label = language === 'mermaid' ? 'diagram, as text' : language || 'text'
  return (
    <figure className="code">
      <figcaption>{label}</figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways has to be reached by keys. */}
      <section className="scroll-pre" tabIndex={0} aria-label={`${label} on line ${line}`}>
        <pre>{text}</pre>
      </section>
    </figure>
  )
}

const BOXES = { open: '☐', done: '☑', yes: '✓', no: '✗' } as const
const BOX_WORDS = { open: 'open', done: 'done', yes: 'yes', no: 'no' } as const

function List({
  block,
  page,
  behind,
}: Omit<BlocksProps, 'blocks'> & { block: Extract<RenderedBlock, { kind: 'list' }> }) {
  const items = block.items.map(({ line, box, blocks }) => (
    <li key={line} className={box === undefined ? undefined : 'task'}>
      {box === undefined ? null : (
        <span className="task-box">
          <span aria-hidden="true">{BOXES[box]}</span>
          <span className="sr-only">{BOX_WORDS[box]}: </span>
        </span>
      )}
      <Blocks blocks={blocks} page={page} behind={behind} />
    </li>
  ))
  return block.ordered ? <ol start={block.start}>{items}</ol> : <ul>{items}</ul>
}

type Cells = readonly (readonly RenderedInline[])[]

function Table({
  header,
  rows,
  page,
}: {
  header: Cells
  rows: readonly { line: number; cells: Cells }[]
  page: string
}) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways has to be reached by keys.
    <section className="table-scroll" tabIndex={0} aria-label="Table">
      <table>
        <thead>
          <tr>
            {header.map((cell, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: columns of a table that does not change.
              <th key={at}>
                <Inline of={cell} page={page} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ line, cells }) => (
            <tr key={line}>
              {cells.map((cell, at) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: columns of a table that does not change.
                <td key={at}>
                  <Inline of={cell} page={page} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
