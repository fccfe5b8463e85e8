import type { RiskTable, Verdict } from '../risk-rule.ts'
import { changes, destroys, dryRun, endless, reads, readsAs, screen, unlisted, unsure } from '../risk-rule.ts'
import type { ShellWord } from '../shell-word.ts'

const remove = destroys('removes cloud resources')
const alter = changes('changes cloud resources')

/** Public clouds, infrastructure as code, configuration management, secrets. */
export const cloud: RiskTable = {
  aws: {
    verdict: alter,
    valued: '--profile --region --output --query --endpoint-url --cli-read-timeout --color --ca-bundle',
    verbs: {
      's3 ls|s3 presign|configure list|configure list-profiles|configure get|sts get-caller-identity|ecr get-login-password|help':
        reads,
      's3 cp|s3 mv|s3 sync|s3 mb|s3 website': alter,
      's3 rm|s3 rb': remove,
      'logs tail|ssm get-*|logs filter-log-events|logs start-query|cloudtrail lookup-events|dynamodb query|dynamodb scan':
        reads,
      'ssm start-session|ecs execute-command': unsure('opens a session', 'interactive'),
      'sso login|configure': changes('changes your own configuration', 'interactive'),
      'eks update-kubeconfig': changes('changes your own configuration'),
      ...awsOperations(),
    },
    options: [
      { option: '--delete', ...destroys('removes files that the source lacks') },
      { option: '--follow', ...readsAs('follows the log for ever', 'never-ending') },
      dryRun('--dryrun --dry-run'),
    ],
    // `aws s3api get-object … out`: a word behind the operation is the file that is written.
    judge: ({ operands, words }) =>
      /^get-/.test(operands[1]?.value ?? '') && namesFile(words.slice(words.indexOf(operands[1]!) + 1))
        ? changes('writes a file')
        : undefined,
  },
  gcloud: {
    verdict: unlisted,
    anyPosition: true,
    valued:
      '--project --zone --region --format --filter --limit --cluster --command --account --configuration --instance --location --name --service-account',
    verbs: {
      'list|describe|read|get-*|list-*|info|version|print-*|get|tail|lookup|search|search-*|validate|get-iam-policy|sign-url':
        reads,
      'get-credentials|get-kubeconfig|docker-helper': changes('changes your own configuration'),
      'ssh|sql-connect': readsAs('works on another machine'),
      'start-iap-tunnel': endless,
      'scp|create|create-*|update|update-*|set|set-*|unset|add|add-*|start|stop|restart|reset|resize|resize-*|attach-*|detach-*|enable|disable|deploy|apply':
        alter,
      'upgrade|rollback|promote|migrate|move|patch|import|export|submit|login|activate|activate-*|install|configure-docker|copy|clone|failover|suspend|resume':
        alter,
      'rolling-action|bind|invalidate-cdn-cache|cp|mv|rsync|call|run|execute|publish|restore|add-iam-policy-binding|remove-iam-policy-binding|connect|abandon-*':
        alter,
      'delete|delete-*|remove|remove-*|destroy|purge|rm|recreate-instances': remove,
    },
    runs: [{ option: '--command' }, { verb: 'compute ssh', dashes: true }],
    judge: ({ operands, flags }) =>
      operands.some((word) => word.value === 'ssh') && !flags.some((flag) => flag.name === '--command')
        ? unsure('opens a session on another machine', 'interactive')
        : undefined,
  },
  gsutil: {
    verdict: alter,
    valued: '-h -o -i',
    verbs: {
      'ls|cat|du|stat|hash|version|acl get|iam get|lifecycle get|versioning get|logging get|test|signurl': reads,
      'rm|rb': remove,
    },
    options: [{ option: '-d', verb: 'rsync', ...destroys('removes files that the source lacks') }],
  },
  bq: {
    verdict: alter,
    valued: '--format --project_id --dataset_id --location --max_results -n',
    verbs: { 'ls|show|head|version|wait|info|get-iam-policy': reads, 'rm|truncate': remove, query: reads },
    query: { verb: 'query', operand: 1, language: 'sql' },
    input: 'sql',
    options: [
      { option: '--destination_table --destination_schema --append_table --replace --schedule', ...alter },
      { option: '--flagfile --udf_resource', ...unsure('does what a file says') },
      dryRun('--dry_run'),
    ],
  },
  az: {
    verdict: unlisted,
    anyPosition: true,
    valued: '-g --resource-group -n --name -o --output --query --subscription -s -l --location --ids',
    verbs: {
      'list|show|get-*|list-*|show-*|query|exists|check-*|tail|version|validate': reads,
      'get-credentials|download|download-*|run-command invoke': alter,
      'create|update|set|start|stop|restart|add|scale|deploy|apply|attach|detach|assign|login|enable|disable|import|export|upload|resize|invoke|run|deallocate|failover|swap|upgrade|move|sync|regenerate|renew|rotate|reset':
        alter,
      'delete|purge|remove|clear|delete-*': remove,
    },
  },
  'doctl|heroku|flyctl|fly|linode-cli|hcloud|openstack|oci|ibmcloud|cf|scw|exo|vercel|netlify|wrangler|supabase|pulumi|nomad|consul|juju|rancher|platform|render|railway|eb|sam|cdk|copilot|serverless|sls|boundary|waypoint':
    {
      verdict: unlisted,
      anyPosition: true,
      verbs: {
        'list|ls|show|get|get-*|list-*|info|status|describe|members|read|ps|whoami|preview|plan|diff|validate|version|history|logs|inspect|view|rtt':
          reads,
        'create|update|set|add|start|stop|restart|scale|deploy|up|apply|enable|disable|promote|put|import|import-*|resize|reboot|attach|detach|rollback|run|maint|reload|leave|join|login|register|deregister|drain|unset|failover|revert|release|publish|dispatch|sync':
          alter,
        'delete|destroy|remove|rm|purge|down|terminate|del|force-leave|deallocate|teardown|remove-peer': remove,
        'ssh|console|bash|shell': unsure('opens a session', 'interactive'),
        'exec|lock|snapshot save|job dispatch': unsure('runs what it is given'),
        'monitor|tail|watch': endless,
      },
      options: [
        {
          option: '-f --follow --tail -t',
          verb: 'logs|alloc logs',
          ...readsAs('follows the log for ever', 'never-ending'),
        },
      ],
    },
  'terraform|tofu|tf|terragrunt': {
    verdict: unlisted,
    longDash: true,
    valued: '-chdir',
    verbs: {
      'providers lock|providers mirror': changes('writes files'),
      'plan|show|output|validate|state list|state show|state pull|version|graph|providers|workspace list|workspace show|get|metadata|modules':
        reads,
      console: screen,
      'init|fmt|refresh|import|taint|untaint|force-unlock|state mv|state push|state replace-provider|workspace new|workspace select|login|logout':
        changes('changes the state of the infrastructure code'),
      'apply|run-all apply|test': changes('changes the infrastructure'),
      'destroy|run-all destroy': destroys('destroys the infrastructure'),
      'state rm|workspace delete': destroys('forgets what the infrastructure consists of'),
    },
    options: [
      { option: '-destroy', verb: 'apply|run-all apply', ...destroys('destroys the infrastructure') },
      { option: '-check', verb: 'fmt', ...reads, replaces: true },
      { option: '-o -out -generate-config-out', ...changes('writes a file') },
    ],
  },
  'packer|infracost|tflint|tfsec|checkov|conftest|opa|terraform-docs': {
    verdict: unlisted,
    verbs: {
      'inspect|validate|breakdown|diff|version|check|test|eval|verify|parse|markdown|table|json': reads,
      'build|apply|fmt|init|push|publish|fix|hcl2_upgrade|configure|plugins|console': changes('builds or writes'),
    },
    options: [{ option: '-o -out --out --out-file --output-file --fix', ...changes('writes a file') }],
  },
  'ansible-playbook|ansible-pull': {
    verdict: changes('changes the machines of the inventory'),
    valued:
      '-i --inventory -l --limit -e --extra-vars -t --tags --skip-tags -u --user -f --forks --vault-password-file --start-at-task',
    options: [
      {
        option: '--list-hosts --list-tasks --list-tags --syntax-check',
        ...readsAs('only shows what it would do'),
        replaces: 'all',
      },
      // A task may ask to be carried out in check mode, too.
      { option: '-C --check', ...unsure('leaves out what its tasks do not insist on'), replaces: true },
      {
        option: '-K --ask-become-pass -k --ask-pass --ask-vault-pass --step',
        ...readsAs('asks for input', 'interactive'),
      },
    ],
  },
  ansible: {
    verdict: changes('changes the machines of the inventory'),
    valued: '-i --inventory -l --limit -e --extra-vars -m --module-name -a --args -u --user -f --forks -B -P',
    options: [
      {
        option: '-m --module-name',
        value: /^(?:(?:ansible\.builtin\.)?(?:ping|setup|stat|slurp|debug|service_facts|command|shell|raw))$/,
        ...readsAs('works on the machines of the inventory'),
        replaces: true,
      },
      { option: '--list-hosts', ...readsAs('only shows what it would do'), replaces: 'all' },
      { option: '-K -k --ask-become-pass --ask-pass --ask-vault-pass', ...readsAs('asks for input', 'interactive') },
      { option: '-b --become', ...readsAs('works as another user', 'privileged') },
    ],
    runs: [{ option: '-a --args' }],
  },
  'ansible-doc': reads,
  'ansible-inventory|ansible-lint|ansible-config': {
    verdict: unlisted,
    verbs: { 'list|dump|view': reads, init: changes('writes a file') },
    options: [
      { option: '--list --graph --host', ...reads, replaces: true },
      { option: '--output --fix --write', ...changes('writes a file') },
    ],
  },
  'ansible-galaxy|ansible-vault': changes('changes files of the code for the machines'),
  salt: {
    verdict: changes('changes the machines under management'),
    valued: '-b -t --out --timeout',
    verbAt: 1,
    verbs: {
      'cmd.run|cmd.shell|cmd.run_all': readsAs('works on the machines under management'),
      'test.*|grains.*|status.*|disk.usage|service.status|pkg.version|pkg.list_pkgs|network.*': reads,
    },
    judge: ({ operands }) => (operands.length < 2 ? unsure('works on the machines under management') : undefined),
    runs: [{ skip: 2, shell: true }],
  },
  'puppet|chef-client|chef-solo|knife|salt-call|chef|gitlab-chef': {
    verdict: changes('changes the machines under management'),
    valued: '-c -E -r -u -x -i -j -C --concurrency --config --environment --user -a --attribute -F --format',
    verbs: {
      'node show|node list|status|search|data bag show|data bag list|role show|role list|environment show|environment list|client list|client show|cookbook list|cookbook show|diff|list|show|vault show|tag list|ssl check|facts|lookup|help|config get':
        reads,
      'node delete|client delete|data bag delete|role delete|cookbook delete|environment delete|vault delete|node policy|cert clean|bulk delete|delete':
        destroys('removes machines or data under management'),
      'node edit|role edit|environment edit|data bag edit|vault edit|edit': changes(
        'edits data of the machines',
        'interactive',
      ),
      ssh: readsAs('works on other machines'),
    },
    options: [{ option: '-W --why-run --noop', ...readsAs('only shows what it would do'), replaces: true }],
    runs: [{ verb: 'ssh', skip: 2, shell: true }],
  },
  vault: {
    verdict: unlisted,
    longDash: true,
    valued: '-address -format -field -mount -namespace -ns',
    verbs: {
      'read|status|list|kv get|kv list|kv metadata get|token lookup|token capabilities|policy read|policy list|audit list|auth list|secrets list|version|print|path-help':
        reads,
      'operator members|operator raft list-peers|operator raft autopilot state|operator key-status|operator raft snapshot inspect|lease lookup|plugin list|namespace list':
        reads,
      'write|kv put|kv patch|kv rollback|kv undelete|policy write|policy fmt|login|token create|token renew|lease renew|secrets enable|auth enable|audit enable|unwrap|wrap|agent|ssh|debug':
        changes('changes secrets or access'),
      'operator unseal|operator init|operator rekey|operator rotate|operator raft snapshot save|operator raft join|operator step-down|operator generate-root|secrets tune|auth tune|namespace create|secrets move':
        changes('changes the vault'),
      'operator seal|operator raft snapshot restore|operator raft remove-peer': destroys(
        'closes the vault or replaces what is in it',
      ),
      'delete|kv delete|kv destroy|kv metadata delete|policy delete|secrets disable|auth disable|audit disable|token revoke|lease revoke|namespace delete':
        destroys('removes secrets or access'),
    },
  },
  'sops|age|pass|gopass|bw|lpass': {
    verdict: unsure('handles secrets'),
    verbs: {
      'show|ls|list|get|find|grep|status': reads,
      'insert|edit|generate|add|import|rotate|updatekeys': changes('changes secrets'),
      'rm|delete': destroys('removes secrets'),
    },
    options: [
      { option: '-d --decrypt', ...reads, replaces: true },
      { option: '-i --in-place -o --output', ...changes('writes a file') },
      { option: '-e --encrypt -r --rotate', ...changes('changes secrets') },
    ],
  },
  'certbot|acme.sh|cfssl|cfssljson|step|mkcert|keytool|easyrsa': {
    verdict: changes('changes certificates'),
    verbs: {
      'certificates|ca list|certificate inspect|inspect': reads,
      'revoke|delete': destroys('revokes or removes certificates'),
    },
    options: [
      { option: '-list -printcert', ...reads, replaces: true },
      { option: '--dry-run', ...unsure('tries what it would do, hooks included'), replaces: true },
    ],
  },
}

/** Nearly every option of `aws` takes a value; a word that no option takes is a file. */
const namesFile = (words: readonly ShellWord[]): boolean =>
  words.some(({ value }, index) => {
    const before = words[index - 1]?.value ?? ''
    return !value.startsWith('-') && (!before.startsWith('--') || /=|^--(?:no-|debug$|dry-?run$)/.test(before))
  })

/** The API of AWS names what an operation does in its first word. */
function awsOperations(): Readonly<Record<string, Verdict>> {
  return {
    '* describe-*|* list-*|* get-*|* head-*|* batch-get-*|* lookup-*|* search-*|* simulate-*|* wait|* ls|* check-*|* estimate-*':
      reads,
    '* delete-*|* terminate-*|* remove-*|* deregister-*|* purge-*|* destroy-*|* batch-delete-*|* revoke-*|* disassociate-*|* schedule-key-deletion':
      remove,
  }
}
