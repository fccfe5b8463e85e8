import type { z } from 'zod'
import { visible, visibleLines } from '../../../kit/visible.ts'
import type { Hit } from '../../book/search.ts'
import type { CheckedBook } from './checked-book.ts'
import type { hitShape } from './runbook-shape.ts'

/** A hit, with the heading that stands nearest above it. */
export function showHit({ pages }: CheckedBook, hit: Hit): z.input<typeof hitShape> {
  const found = pages.find(({ page, repository }) => page.file === hit.file && repository === hit.repository)
  const heading = found?.page.document.headings.findLast(({ line }) => line <= hit.line)
  return {
    ...{ kind: hit.kind, page: hit.file, line: hit.line, anchor: heading?.slug ?? null },
    title: visible(hit.title),
    snippet: visibleLines(hit.snippet),
    why: hit.why.map(visible),
  }
}
