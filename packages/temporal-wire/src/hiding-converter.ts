/** The converters of a worker or client with payload codecs, under the names by which the SDK asks for them. */
export { hidingFailureConverter as failureConverter, payloadConverter } from './converter.js';
