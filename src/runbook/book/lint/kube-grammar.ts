/** What kubectl and oc expect, as far as the rules need it. The tables are data; `kubeCall` reads a command by them. */
import type { ShellWord } from '../shell/shell-word.ts'
import { type CallWords, type ShellCall, splitWords } from './shell-calls.ts'

const PROGRAMS: ReadonlySet<string> = new Set(['kubectl', 'oc', 'k'])

const words = (text: string): string[] => text.trim().split(/\s+/)

/** Options that take the next word, whatever the verb. */
const VALUED = words(
  `-n --namespace -c --container -l --selector -o --output -k --kustomize --context --cluster --user --kubeconfig --server
   --token --as --as-group --field-selector --sort-by --patch --patch-file --type --replicas --timeout --grace-period --tail
   --since --since-time --image --port --target-port --name --for --to-revision --template -L --label-columns --filename
   --limits --requests --command-timeout --request-timeout --pod-selector --chunk-size --max --min --cpu-percent --address
   --certificate-authority --config --from --to --dest-dir --source-dir --role --duration --bound-object-kind -v --v
   --current-replicas --resource-version --node-name --image-pull-policy --restart --overrides --env -e --reason --cascade`,
)
/** One-letter options that take a value behind some verbs only. */
const VALUED_BY_VERB: Readonly<Record<string, readonly string[]>> = {
  '-f': words(
    'get describe delete edit apply create replace patch scale label annotate wait expose rollout diff process set',
  ),
  '-p': words('patch process'),
}

const ALWAYS_VALUED: ReadonlySet<string> = new Set(VALUED)
const valuedByVerb = new Map<string, ReadonlySet<string>>()

function valuedBehind(verb: string): ReadonlySet<string> {
  let valued = valuedByVerb.get(verb)
  if (!valued) {
    const more = Object.entries(VALUED_BY_VERB).flatMap(([option, verbs]) => (verbs.includes(verb) ? [option] : []))
    valued = more.length === 0 ? ALWAYS_VALUED : new Set([...VALUED, ...more])
    // Verbs come from the pages; those no option depends on share one set, so this stays as small as the table.
    if (more.length > 0) valuedByVerb.set(verb, valued)
  }
  return valued
}

/** Types with their short names, plural first. `!` marks those that live outside of namespaces. */
const TYPES = words(
  `pods,pod,po services,service,svc deployments,deployment,deploy replicasets,replicaset,rs statefulsets,statefulset,sts
   daemonsets,daemonset,ds jobs,job cronjobs,cronjob,cj configmaps,configmap,cm secrets,secret endpoints,endpoint,ep
   events,event,ev ingresses,ingress,ing persistentvolumeclaims,persistentvolumeclaim,pvc,pvcs serviceaccounts,serviceaccount,sa
   roles,role rolebindings,rolebinding networkpolicies,networkpolicy,netpol horizontalpodautoscalers,horizontalpodautoscaler,hpa
   poddisruptionbudgets,poddisruptionbudget,pdb resourcequotas,resourcequota,quota limitranges,limitrange,limits
   replicationcontrollers,replicationcontroller,rc leases,lease endpointslices,endpointslice routes,route
   deploymentconfigs,deploymentconfig,dc builds,build buildconfigs,buildconfig,bc imagestreams,imagestream,is
   subscriptions,subscription,sub installplans,installplan,ip clusterserviceversions,clusterserviceversion,csv,csvs
   vms,vm,virtualmachine,virtualmachines vmis,vmi,virtualmachineinstance,virtualmachineinstances vmim
   datavolumes,datavolume,dv servicemonitors,servicemonitor prometheusrules,prometheusrule
   !nodes,node,no !namespaces,namespace,ns !persistentvolumes,persistentvolume,pv,pvs !storageclasses,storageclass,sc
   !clusterroles,clusterrole !clusterrolebindings,clusterrolebinding !customresourcedefinitions,customresourcedefinition,crd,crds
   !certificatesigningrequests,certificatesigningrequest,csr !priorityclasses,priorityclass,pc !apiservices,apiservice
   !componentstatuses,componentstatus,cs !mutatingwebhookconfigurations,mutatingwebhookconfiguration
   !validatingwebhookconfigurations,validatingwebhookconfiguration !volumeattachments,volumeattachment
   !clusteroperators,clusteroperator,co !clusterversions,clusterversion !machineconfigs,machineconfig,mc
   !machineconfigpools,machineconfigpool,mcp !projects,project !users,user !groups,group !ingressclasses,ingressclass
   !runtimeclasses,runtimeclass !networks !infrastructures,infrastructure !etcds,etcd !kubeapiservers,kubeapiserver`,
)

const SCOPE = new Map<string, 'namespaced' | 'cluster'>()
for (const entry of TYPES) {
  for (const name of entry.replace('!', '').split(','))
    SCOPE.set(name, entry.startsWith('!') ? 'cluster' : 'namespaced')
}

/** Whether a type lives in a namespace; undefined for a word that is no well-known type. `deployments.apps` counts. */
export const scopeOf = (type: string): 'namespaced' | 'cluster' | undefined =>
  SCOPE.get(type.toLowerCase().split('.')[0]!)

/** Verbs whose first operand is a type, or a list of `type/name`. */
export const RESOURCE_VERBS: ReadonlySet<string> = new Set(
  words('get describe delete edit patch label annotate scale expose autoscale'),
)
/** Verbs that work on a pod. */
export const POD_VERBS: ReadonlySet<string> = new Set(words('logs exec attach port-forward cp rsh rsync'))
/** Verbs of kubectl and oc, for telling a slip of the fingers from a plugin. */
export const VERBS: ReadonlySet<string> = new Set([
  ...RESOURCE_VERBS,
  ...POD_VERBS,
  ...words(
    `create apply replace rollout set top cordon uncordon drain taint auth debug diff kustomize wait api-resources
     api-versions config plugin version explain run cluster-info certificate completion options events proxy adm login
     logout project projects new-app new-project start-build import-image policy process whoami status extract image secrets
     serviceaccounts sa registry tag idle cancel-build observe ex`,
  ),
])

export interface KubeCall extends CallWords {
  verb: string
  verbWord: ShellWord
  /** Operands behind the verb. */
  operands: ShellWord[]
  has(...names: string[]): boolean
}

/** Reads a call of kubectl or oc; undefined for other programs and for calls without a fixed verb. */
export function kubeCall(call: ShellCall): KubeCall | undefined {
  if (!PROGRAMS.has(call.program)) return undefined
  const globals = splitWords(call.words, ALWAYS_VALUED)
  const verbWord = globals.operands[0]
  if (!verbWord || verbWord.dynamic || !/^[a-z][a-z-]*$/.test(verbWord.value)) return undefined
  const verb = verbWord.value
  const split = splitWords(call.words, valuedBehind(verb))
  // `-nshop` and `-n=shop` name a namespace too.
  const has = (...names: string[]) =>
    split.options.some(
      ({ name }) =>
        names.includes(name) ||
        names.some((each) => each.length === 2 && !name.startsWith('--') && name.startsWith(each)),
    )
  return { ...split, verb, verbWord, operands: split.operands.slice(1), has }
}
