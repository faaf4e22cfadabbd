/** The systems whose names the vocabulary gives, in the order of its tables. */
export const SYSTEMS = [
  { id: "sqs", name: "Amazon SQS" },
  { id: "rabbitmq", name: "RabbitMQ" },
  { id: "bullmq", name: "BullMQ" },
  { id: "celery", name: "Celery" },
  { id: "sidekiq", name: "Sidekiq" },
  { id: "kafka", name: "Kafka" },
  { id: "temporal", name: "Temporal" },
  { id: "nats", name: "NATS JetStream" },
] as const;

export type SystemId = (typeof SYSTEMS)[number]["id"];
