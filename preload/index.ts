/**
 * The only door between the page and the main process: one function a channel, so that the page cannot name a channel itself.
 * The event object stays here, because it carries the sender and with it a way around the contract.
 */
import { contextBridge, ipcRenderer, type IpcRendererEvent } from 'electron';
import type { Bridge, CallName, EventName, Events, Parameters, Reply } from '../common/ipc/contract.ts';

const call =
  <Name extends CallName>(name: Name) =>
  (parameters: Parameters<Name>): Promise<Reply<Name>> =>
    ipcRenderer.invoke(name, parameters) as Promise<Reply<Name>>;

const on =
  <Name extends EventName>(name: Name) =>
  (listener: (payload: Events[Name]) => void): (() => void) => {
    const receive = (_event: IpcRendererEvent, payload: Events[Name]): void => {
      listener(payload);
    };
    ipcRenderer.on(name, receive);
    return () => {
      ipcRenderer.off(name, receive);
    };
  };

// A channel that is forgotten does not compile: Bridge names them all.
const bridge: Bridge = {
  'state.get': call('state.get'),
  'request.send': call('request.send'),
  'request.cancel': call('request.cancel'),
  'response.save': call('response.save'),
  'collections.load': call('collections.load'),
  'collections.save': call('collections.save'),
  'collections.import': call('collections.import'),
  'collections.export': call('collections.export'),
  'runs.list': call('runs.list'),
  'runs.start': call('runs.start'),
  'runs.stop': call('runs.stop'),
  'connections.page': call('connections.page'),
  'connections.detail': call('connections.detail'),
  'connections.byId': call('connections.byId'),
  'certificate.detail': call('certificate.detail'),
  'certificate.save': call('certificate.save'),
  'host.history': call('host.history'),
  'list.show': call('list.show'),
  'list.page': call('list.page'),
  'list.locate': call('list.locate'),
  'list.ids': call('list.ids'),
  'list.export': call('list.export'),
  'list.stopExport': call('list.stopExport'),
  'filter.suggest': call('filter.suggest'),
  'requests.page': call('requests.page'),
  'journal.totals': call('journal.totals'),
  'journal.certificatesSeen': call('journal.certificatesSeen'),
  'journal.clear': call('journal.clear'),
  'journal.remove': call('journal.remove'),
  'journal.restore': call('journal.restore'),
  'journal.retention': call('journal.retention'),
  'renewal.read': call('renewal.read'),
  'calendar.save': call('calendar.save'),
  'policy.save': call('policy.save'),
  'policy.setAside': call('policy.setAside'),
  'policy.bringBack': call('policy.bringBack'),
  'policy.import.read': call('policy.import.read'),
  'policy.import.opened': call('policy.import.opened'),
  'policy.import.close': call('policy.import.close'),
  'policy.export': call('policy.export'),
  'route.set': call('route.set'),
  'overrides.set': call('overrides.set'),
  'interceptor.find': call('interceptor.find'),
  'interceptor.start': call('interceptor.start'),
  'interceptor.attach': call('interceptor.attach'),
  'interceptor.stop': call('interceptor.stop'),
  'interceptor.trust': call('interceptor.trust'),
  'trust.read': call('trust.read'),
  'trust.add': call('trust.add'),
  'trust.remove': call('trust.remove'),
  'notice.dismiss': call('notice.dismiss'),
  'lab.state': call('lab.state'),
  'lab.run': call('lab.run'),
  'lab.stop': call('lab.stop'),
  'lab.saveReport': call('lab.saveReport'),
  'browser.state': call('browser.state'),
  'browser.open': call('browser.open'),
  'browser.run': call('browser.run'),
  'browser.place': call('browser.place'),
  'browser.show': call('browser.show'),
  'browser.picture': call('browser.picture'),
  'browser.logIn': call('browser.logIn'),
  'browser.forgetRefusals': call('browser.forgetRefusals'),
  'browser.download': call('browser.download'),
  'watch.state': call('watch.state'),
  'watch.start': call('watch.start'),
  'watch.stop': call('watch.stop'),
  'watch.bringBack': call('watch.bringBack'),
  'watch.judgeBy': call('watch.judgeBy'),
  'watch.nameClient': call('watch.nameClient'),
  'watch.exchanges': call('watch.exchanges'),
  'watch.reveal': call('watch.reveal'),
  'watch.renewCa': call('watch.renewCa'),
  'watch.saveCa': call('watch.saveCa'),
  'watch.lookAtServers': call('watch.lookAtServers'),
  'watch.choosePolicy': call('watch.choosePolicy'),
  'watch.forgetPolicy': call('watch.forgetPolicy'),
  'watch.runCommand': call('watch.runCommand'),
  'watch.stopCommand': call('watch.stopCommand'),
  'watch.save': call('watch.save'),
  'watch.compare': call('watch.compare'),
  'watch.endComparison': call('watch.endComparison'),
  'watch.saveReport': call('watch.saveReport'),
  'updates.check': call('updates.check'),
  'updates.daily': call('updates.daily'),
  'updates.download': call('updates.download'),
  'updates.cancel': call('updates.cancel'),
  'updates.install': call('updates.install'),
  'settings.load': call('settings.load'),
  'settings.save': call('settings.save'),
  'drafts.load': call('drafts.load'),
  'drafts.keep': call('drafts.keep'),
  on: {
    'state.changed': on('state.changed'),
    'journal.written': on('journal.written'),
    'journal.replaced': on('journal.replaced'),
    'export.progress': on('export.progress'),
    'request.progress': on('request.progress'),
    'browser.changed': on('browser.changed'),
    'browser.key': on('browser.key'),
    'run.changed': on('run.changed'),
    'run.opened': on('run.opened'),
    'lab.changed': on('lab.changed'),
    'watch.changed': on('watch.changed'),
  },
};

contextBridge.exposeInMainWorld('pinspect', bridge);
