/** What no single field of the paging settings shows: names that nothing has, conditions that contradict each other, steps nobody comes to. */

interface PagingProblem {
  readonly path: PropertyKey[]
  readonly message: string
}

interface Conditions {
  readonly during?: string | undefined
  readonly outside?: string | undefined
}

interface Settings {
  readonly policies: Readonly<
    Record<string, { readonly steps: readonly (Conditions & { readonly after?: string | undefined })[] }>
  >
  readonly routes: readonly (Conditions & { readonly policy: string })[]
  readonly hours: Readonly<Record<string, unknown>>
}

/** Every problem, each with the place it is at. */
export function findPagingProblems({ policies, routes, hours }: Settings): readonly PagingProblem[] {
  const names = Object.keys(policies)
  const known = names.length > 0 ? `there are: ${names.join(', ')}` : 'there are no policies'
  return [
    ...(Object.hasOwn(policies, 'none')
      ? [{ path: ['policies', 'none'], message: '"none" stands for nobody in routes and is no name of a policy' }]
      : []),
    ...Object.entries(policies).flatMap(([name, { steps }]) =>
      steps.flatMap((step, index) => hourProblems(step, ['policies', name, 'steps', index], hours)),
    ),
    ...routes.flatMap((route, index) => [
      ...hourProblems(route, ['routes', index], hours),
      ...(route.policy === 'none' || Object.hasOwn(policies, route.policy)
        ? []
        : [{ path: ['routes', index, 'policy'], message: `there is no policy "${route.policy}"; ${known}` }]),
    ]),
    ...unreachableRoutes(routes),
  ]
}

function hourProblems({ during, outside }: Conditions, path: PropertyKey[], hours: Settings['hours']): PagingProblem[] {
  const problems: PagingProblem[] = []
  for (const [key, name] of [['during', during] as const, ['outside', outside] as const])
    if (name !== undefined && !Object.hasOwn(hours, name))
      problems.push({ path: [...path, key], message: `there are no hours "${name}" below paging.hours` })
  if (during !== undefined && during === outside)
    problems.push({ path: [...path, 'outside'], message: `nothing is both within "${during}" and outside of it` })
  return problems
}

/** A route without conditions takes everything; what stands behind it is never asked. */
function unreachableRoutes(routes: Settings['routes']): PagingProblem[] {
  const open = routes.findIndex((route) =>
    Object.entries(route).every(([key, value]) => key === 'policy' || value === undefined),
  )
  if (open < 0 || open === routes.length - 1) return []
  return [
    { path: ['routes', open + 1], message: `route ${open + 1} takes every incident, so no later one is ever asked` },
  ]
}

type Targets = readonly { readonly schedule?: string | undefined }[]

/** Targets that name a schedule which the part about who is on call does not have, below the policies. */
export function unknownSchedules(
  policies: Readonly<
    Record<string, { readonly steps: readonly { readonly notify: Targets }[]; readonly fallback: Targets }>
  >,
  schedules: readonly string[],
): readonly PagingProblem[] {
  const known = schedules.length > 0 ? `there are: ${schedules.join(', ')}` : 'there are no schedules below oncall'
  const problems = (targets: Targets, path: PropertyKey[]) =>
    targets.flatMap(({ schedule }, index) =>
      schedule === undefined || schedules.includes(schedule)
        ? []
        : [{ path: [...path, index, 'schedule'], message: `there is no schedule "${schedule}"; ${known}` }],
    )
  return Object.entries(policies).flatMap(([name, { steps, fallback }]) => [
    ...steps.flatMap(({ notify }, index) => problems(notify, [name, 'steps', index, 'notify'])),
    ...problems(fallback, [name, 'fallback']),
  ])
}
