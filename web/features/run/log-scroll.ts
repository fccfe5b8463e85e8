/** Where lines are in a box that scrolls. Browsers cap the height of things, so beyond a height a pixel stands for more of the log. */

export const ROW_PX = 20
/** Below what Firefox (17.8 million) and Chromium (33.5 million) can lay out. */
const TALLEST_PX = 15_000_000

export interface LogGeometry {
  readonly total: number
  readonly viewPx: number
}

export const listHeight = ({ total }: Pick<LogGeometry, 'total'>): number => Math.min(total * ROW_PX, TALLEST_PX)

const farthest = (geometry: LogGeometry): number => Math.max(0, listHeight(geometry) - geometry.viewPx)
const lastFirst = ({ total, viewPx }: LogGeometry): number => Math.max(0, total - viewPx / ROW_PX)

/** The line at the top of the box, with its fraction. */
export function firstLineAt(scrollTop: number, geometry: LogGeometry): number {
  const most = farthest(geometry)
  return most === 0 ? 0 : Math.min(1, Math.max(0, scrollTop / most)) * lastFirst(geometry)
}

/** Where to scroll so that a line stands a third below the top. */
export function scrollTopOf(line: number, geometry: LogGeometry): number {
  const wanted = Math.max(0, line - Math.floor(geometry.viewPx / ROW_PX / 3))
  const last = lastFirst(geometry)
  return last === 0 ? 0 : Math.round((Math.min(wanted, last) / last) * farthest(geometry))
}
