/** The server's promise that nothing is reachable by accident: every route says who may use it, or there is no server. */
import { PERMISSIONS } from '../kit/permission.ts'
import type { Route } from '../kit/route.ts'

/** What is wrong with a set of routes; an empty list lets the server start. */
export function undeclared(routes: readonly Route[]): string[] {
  const seen = new Set<string>()
  return routes.flatMap((route) => {
    const name = `${route.method} ${route.path}`
    const problems = [...accessProblems(route), ...shapeProblems(route)]
    if (seen.has(name)) problems.push('is declared twice')
    seen.add(name)
    return problems.map((problem) => `${name} ${problem}`)
  })
}

function accessProblems({ access, path }: Route): string[] {
  switch (access?.kind) {
    case 'public':
      return access.why.trim() === '' ? ['is public without a reason'] : []
    case 'user': {
      const problems = PERMISSIONS.includes(access.permission)
        ? []
        : [`asks for the unknown permission "${access.permission}"`]
      if (access.object === undefined) problems.push('does not say which object it acts on')
      else if (access.object !== 'none' && !path.split('/').includes(segmentOf(access.object.param)))
        problems.push(`has no parameter :${access.object.param} for its object`)
      else if (access.object === 'none' && /\/(?::|\*$)/.test(path)) problems.push('has a parameter but no object')
      return problems
    }
    case 'integration':
    case 'runner':
      return []
    default:
      return ['does not say who may use it']
  }
}

/** The rest of a path is the parameter `*`, and stands for itself. */
const segmentOf = (param: string): string => (param === '*' ? '*' : `:${param}`)

const shapeProblems = ({ path, method, body, summary }: Route): string[] => [
  ...(path.startsWith('/') ? [] : ['has a path without a leading slash']),
  ...(summary?.trim() ? [] : ['has no summary']),
  ...(method === 'GET' && body !== undefined ? ['reads a body although it only reads'] : []),
]
