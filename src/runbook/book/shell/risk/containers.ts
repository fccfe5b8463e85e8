import type { Call, OptionRule, ProgramRule, RiskTable, Verdict } from '../risk-rule.ts'
import { changes, destroys, dryRun, reads, readsAs, screen, unlisted, unsure } from '../risk-rule.ts'

const VALUED =
  '-e --env --env-file -v --volume -p --publish --name --network --net -u --user -w --workdir --entrypoint -m --memory --cpus --mount ' +
  '-l --label -h --hostname --log-driver --log-opt --restart --platform --pull --gpus --add-host --cap-add --device --dns --ulimit ' +
  '--security-opt --shm-size --pid --ipc --link -f --file --filter --format -n --tail --since --until -H --host -c --context --config ' +
  '--log-level --project-name --profile --scale --detach-keys --index --namespace -r'

const terminal: OptionRule = { option: '-t --tty', verb: 'exec|run', ...readsAs('asks for a terminal', 'interactive') }
const follow: OptionRule = {
  option: '-f --follow',
  verb: 'logs|compose logs|events',
  ...readsAs('follows the log for ever', 'never-ending'),
}
const volumes: OptionRule = {
  option: '-v --volumes',
  verb: 'down|compose down|rm|compose rm',
  ...destroys('removes the volumes and what is stored in them'),
}

const composeVerbs: Readonly<Record<string, Verdict>> = {
  'ps|logs|top|config|images|port|version|ls|convert': reads,
  events: readsAs('follows events for ever', 'never-ending'),
  'up|start|stop|restart|down|pause|unpause|create|scale|build|pull|push|cp|watch|wait': changes(
    'changes the containers of the project',
  ),
  exec: reads,
  run: changes('starts a new container'),
  kill: destroys('kills containers'),
  rm: destroys('removes containers'),
}

const compose: ProgramRule = {
  verdict: unlisted,
  valued: VALUED,
  verbs: composeVerbs,
  options: [follow, volumes, { option: '--rmi', ...destroys('removes images') }, dryRun('--dry-run')],
  runs: [
    { verb: 'exec', skip: 2 },
    { verb: 'run', skip: 2 },
  ],
}

/** Container engines and compose. */
export const containers: RiskTable = {
  'docker-compose|podman-compose': compose,
  'docker|podman|nerdctl|crictl|ctr|finch': {
    verdict: unlisted,
    valued: VALUED,
    verbs: {
      'ps|logs|inspect|images|info|version|port|diff|history|search|pods|inspecti|inspectp|imagefsinfo|manifest inspect|stats|statsp':
        reads,
      'container ls|container list|container inspect|container logs|container ps|container top|image ls|image list|image inspect|image history':
        reads,
      'volume ls|volume inspect|network ls|network inspect|system df|system info|context ls|context show|context inspect|node ls|node ps':
        reads,
      'service ls|service ps|service logs|service inspect|stack ls|stack ps|stack services|config ls|secret ls|plugin ls|buildx ls|task ls':
        reads,
      'top|wait|container port|image manifest|scout': reads,
      events: readsAs('follows events for ever', 'never-ending'),
      'attach|container attach': screen,
      'exec|container exec': reads,
      'run|container run': changes('starts a new container'),
      'start|stop|restart|pause|unpause|create|rename|update|cp|commit|tag|build|load|save|import|export|pull|push|login|logout|runp|stopp':
        changes('changes containers or images'),
      'container start|container stop|container restart|container create|container cp|image pull|image push|image build|image tag|buildx build':
        changes('changes containers or images'),
      'network create|network connect|network disconnect|volume create|service create|service update|service scale|service rollback|stack deploy':
        changes('changes containers, networks or services'),
      'swarm|node update|node promote|node demote|context use|config create|secret create|plugin install|builder build':
        changes('changes the engine'),
      'kill|container kill': destroys('kills containers'),
      'rm|container rm|rmp|stack rm|service rm|node rm|config rm|secret rm|swarm leave|plugin rm': destroys(
        'removes containers or services',
      ),
      'rmi|image rm|image remove': destroys('removes images'),
      'volume rm|volume remove|volume prune': destroys('removes volumes and what is stored in them'),
      'network rm|network remove|network prune': destroys('removes networks'),
      'system prune|container prune|image prune|builder prune|buildx prune': destroys(
        'removes everything that is not in use',
      ),
      ...Object.fromEntries(
        Object.entries(composeVerbs).map(([verb, verdict]) => [verb.replace(/[^|]+/g, 'compose $&'), verdict]),
      ),
    },
    options: [
      follow,
      terminal,
      volumes,
      { option: '--no-stream --no-trunc', verb: 'stats', ...reads, drops: ['never-ending'] },
      { option: '--privileged', ...readsAs('has all rights on the machine', 'privileged') },
      { option: '--rmi', ...destroys('removes images') },
    ],
    runs: [
      { verb: 'exec', skip: 2 },
      { verb: 'run', skip: 2 },
      { verb: 'container exec', skip: 3 },
      { verb: 'container run', skip: 3 },
      { verb: 'compose exec', skip: 3 },
      { verb: 'compose run', skip: 3 },
    ],
    judge: ({ operands, flags }) =>
      operands[0]?.value === 'stats' && !flags.some((flag) => flag.name === '--no-stream')
        ? readsAs('repeats its report for ever', 'never-ending')
        : undefined,
  },
  'skopeo|buildah|crane|trivy|grype|syft|cosign': {
    verdict: unlisted,
    verbs: {
      'inspect|list-tags|images|containers|ls|manifest|digest|config|verify|version|catalog|image|fs|repo|dir|validate':
        reads,
      'copy|sync|push|bud|build|commit|tag|login|pull|sign|attest|append|mutate|from|run|mount':
        changes('changes images'),
      'delete|rm|rmi': destroys('removes images'),
    },
  },
  dive: screen,
  'docker-machine|vagrant|multipass|lxc|virsh|limactl|colima|minikube|kind|k3d': {
    verdict: unlisted,
    valued: '-c -n --namespace --driver --profile',
    verbs: {
      'ls|list|status|info|env|ip|config|inspect|show|global-status|dominfo|domstate|dumpxml|profile list|get clusters|version':
        reads,
      'start|stop|restart|up|halt|reload|create|provision|suspend|resume|launch|shutdown|reboot|snapshot|load|scp|cp|pull':
        changes('changes virtual machines'),
      'rm|destroy|delete|undefine|kill|purge|get clusters delete|delete cluster': destroys('removes virtual machines'),
      'console|shell': screen,
      'ssh|exec': readsAs('works on another machine'),
    },
    runs: [
      { verb: 'exec', dashes: true, skip: 2 },
      { verb: 'ssh', option: '-c' },
      { verb: 'ssh', skip: 2, shell: true },
    ],
    judge: opensMachine,
  },
}

/** `vagrant ssh web` without a command is a session to type into. */
function opensMachine({ operands, flags, hasInput }: Call): Verdict | undefined {
  const alone = operands[0]?.value === 'ssh' && operands.length < 3 && !flags.some(({ name }) => name === '-c')
  return alone && !hasInput ? unsure('opens a session on another machine', 'interactive') : undefined
}
