/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* One photo, one export, then the end: a process per image.
 *
 * DESIGN. The export runs in the main thread: nothing that could arrive meanwhile matters.
 * Cancellation comes through the control page, the parent's end through the signal that it sends.
 * There is no second export: what one photo does to a decoder's memory ends with it. */
#include "amb-service.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "amb-content-intake.h"
#include "amb-error.h"
#include "amb-export-output.h"

typedef struct
{
  AmbWorker *worker;
  int scratch_fd; /* for the thumbnail: no memfd can be made later */
  gboolean opened;
  guint64 job;
  AmbMemory control;
  AmbSourcePhoto *photo; /* NULL when it could not be opened */
  AmbLuts *luts;
  AmbExportMark *mark; /* nullable */
} AmbBatchService;

static gpointer
start (AmbWorker *worker, GError **error)
{
  AmbBatchService *self = g_new0 (AmbBatchService, 1);

  self->worker = worker;
  self->scratch_fd = memfd_create ("ambrotype-scratch", MFD_CLOEXEC);
  self->luts = amb_luts_new (AMB_CONTENTS_KEPT);
  if (self->scratch_fd >= 0)
    return self;
  g_set_error (error, AMB_ERROR, AMB_ERROR_SANDBOX, "memfd: %s", g_strerror (errno));
  amb_luts_free (self->luts);
  g_free (self);
  return NULL;
}

static gboolean
open_photo (AmbBatchService *self, AmbMessage *message)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) options = NULL;
  GVariantDict info;
  guint64 max_pixels = 0;

  g_variant_get (message->body, "(t@a{sv})", &self->job, &options);
  g_variant_lookup (options, "max-pixels", "t", &max_pixels);
  if (amb_control_map (&self->control, message->fds[1], &error))
    self->photo = amb_source_photo_open (g_steal_fd (&message->fds[0]), max_pixels, &error);
  if (self->photo == NULL)
    return amb_worker_send_failed (self->worker, self->job, error);
  g_variant_dict_init (&info, NULL);
  amb_source_photo_describe (self->photo, &info);
  return amb_worker_send (self->worker, AMB_MESSAGE_OPENED,
                          g_variant_new ("(t@a{sv})", self->job, g_variant_dict_end (&info)));
}

static gboolean
check_output (int fd, GError **error)
{
  struct stat status;
  int mode = fcntl (fd, F_GETFL);

  if (fstat (fd, &status) == 0 && S_ISREG (status.st_mode) && mode >= 0
      && (mode & O_ACCMODE) != O_RDONLY)
    return TRUE;
  g_set_error_literal (error, AMB_ERROR, AMB_ERROR_WRITE, "the output is no file to write");
  return FALSE;
}

static gboolean export(AmbBatchService *self,
                       AmbMessage *message,
                       AmbExportOrder *order,
                       AmbExportResult *result,
                       GError **error)
{
  g_autoptr (GVariant) recipe = g_variant_get_child_value (message->body, 1);
  g_autoptr (GVariant) settings = g_variant_get_child_value (message->body, 2);
  AmbReporter reporter = { .worker = self->worker, .control = &self->control, .job = self->job };
  AmbExportFiles files = { message->fds[0], self->scratch_fd, self->mark };

  if (!amb_export_order_init (order, recipe, settings, error))
    return FALSE;
  order->luts = self->luts;
  return amb_luts_check (self->luts, order->recipe, error) && check_output (files.output_fd, error)
         && amb_export_run (self->photo, order, &files, &reporter, result, error);
}

static GVariant *
describe_result (AmbBatchService *self, const AmbExportOrder *order, const AmbExportResult *result)
{
  GVariantDict dict;

  g_variant_dict_init (&dict, NULL);
  g_variant_dict_insert (&dict, AMB_INFO_WIDTH, "u", result->width);
  g_variant_dict_insert (&dict, AMB_INFO_HEIGHT, "u", result->height);
  g_variant_dict_insert (&dict, AMB_DONE_BYTES, "t", result->bytes);
  g_variant_dict_insert_value (&dict, AMB_INFO_NOTES,
                               amb_source_photo_notes_to_variant (order->notes));
  return g_variant_new ("(t@a{sv})", self->job, g_variant_dict_end (&dict));
}

static gboolean
run_export (AmbBatchService *self, AmbMessage *message)
{
  g_auto (AmbExportOrder) order = { 0 };
  g_autoptr (GError) error = NULL;
  AmbExportResult result = { 0 };

  if (!export(self, message, &order, &result, &error))
    return amb_worker_send_failed (self->worker, self->job, error);
  return amb_worker_send (self->worker, AMB_MESSAGE_DONE, describe_result (self, &order, &result));
}

/* What is wrong with it comes out at EXPORT. */
static void
take_content (AmbBatchService *self, AmbMessage *message)
{
  const char *digest;

  if (!amb_export_mark_is_one (message->fds[0]))
    {
      amb_content_intake (self->luts, message, NULL);
      return;
    }
  g_variant_get_child (message->body, 1, "&s", &digest);
  g_clear_pointer (&self->mark, amb_export_mark_free);
  self->mark = amb_export_mark_new (g_steal_fd (&message->fds[0]), digest);
}

static gboolean
receive (gpointer service, AmbMessage *message)
{
  AmbBatchService *self = service;
  guint64 job;

  g_variant_get_child (message->body, 0, "t", &job);
  if (self->opened && job != self->job)
    return FALSE;
  switch (message->kind)
    {
    case AMB_MESSAGE_OPEN:
      if (self->opened)
        return FALSE;
      self->opened = TRUE;
      open_photo (self, message);
      return TRUE;
    case AMB_MESSAGE_CONTENT:
      take_content (self, message);
      return self->opened;
    case AMB_MESSAGE_EXPORT:
      if (self->photo == NULL)
        return self->opened; /* sent before the failure was known */
      run_export (self, message);
      g_clear_pointer (&self->photo, amb_source_photo_free);
      return TRUE;
    case AMB_MESSAGE_CLOSE:
      amb_worker_quit (self->worker, 0);
      return TRUE;
    default:
      return FALSE;
    }
}

/* CPU time: what the longest export may take, 20 s and 2 s a megapixel, for the largest photo that
 * max-megapixels allows; the parent's clock is the real limit. */
const AmbService amb_service_batch = {
  .name = "batch",
  .limits = { .cpu_seconds = 20 + 2 * 4000, .oom_score_adj = 500 },
  .is_frugal = TRUE,
  .start = start,
  .receive = receive,
};
