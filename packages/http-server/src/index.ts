export { HttpServer } from './http-server.js';
export type { HandlerCall, HttpEndpoint, HttpServerOptions, RunningHandler } from './http-server.js';
export type { HttpFolder } from './folder.js';
export type { HttpCall, HttpInterceptor, HttpOutcome } from './interceptor.js';
