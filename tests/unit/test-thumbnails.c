/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The thumbnail cache against a pool of its own that answers as each case says. */
#include "amb-thumbnails.h"

#include "amb-error.h"

struct _AmbPool
{
  GObject parent_instance;
};

G_DEFINE_FINAL_TYPE (AmbPool, amb_pool, G_TYPE_OBJECT)

enum
{
  PHOTO_WIDTH = 3000, /* stored upright, shown on its side */
  PHOTO_HEIGHT = 4000,
};

static guint n_probes;
static guint said_width, said_height; /* what the worker says */
static gsize sent_bytes;              /* what it sends */
static int answer_error;              /* AmbError, or -1 for an answer */

static void
amb_pool_class_init (AmbPoolClass *klass)
{
}

static void
amb_pool_init (AmbPool *self)
{
}

void
amb_pool_probe_async (AmbPool *self,
                      GFile *file,
                      guint edge,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  n_probes++;
  g_assert_cmpuint (edge, ==, 96);
  if (answer_error < 0)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_new_error (task, AMB_ERROR, answer_error, "as the case says");
}

GVariant *
amb_pool_probe_finish (AmbPool *self, GAsyncResult *result, GBytes **pixels, GError **error)
{
  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;
  *pixels = g_bytes_new_take (g_malloc0 (sent_bytes), sent_bytes);
  GVariant *info = g_variant_new_parsed (
      "{'thumb-width': <%u>, 'thumb-height': <%u>, 'width': <%u>, 'height': <%u>}", said_width,
      said_height, PHOTO_WIDTH, PHOTO_HEIGHT);
  return g_variant_ref_sink (info);
}

typedef struct
{
  gboolean answered;
  GdkTexture *texture;
  GError *error;
} Answer;

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Answer *answer = user_data;
  answer->texture = amb_thumbnails_load_finish (AMB_THUMBNAILS (source), result, &answer->error);
  answer->answered = TRUE;
}

static Answer
load (AmbThumbnails *thumbnails, const char *path)
{
  Answer answer = { FALSE };
  g_autoptr (GFile) file = g_file_new_for_path (path);
  amb_thumbnails_load_async (thumbnails, file, 96, NULL, on_loaded, &answer);
  while (!answer.answered)
    g_main_context_iteration (NULL, TRUE);
  return answer;
}

static gboolean
is_known (AmbThumbnails *thumbnails, const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  GdkTexture *texture = NULL;
  return amb_thumbnails_lookup (thumbnails, file, &texture);
}

static AmbThumbnails *
new_thumbnails (guint capacity)
{
  g_autoptr (AmbPool) pool = g_object_new (AMB_TYPE_POOL, NULL);
  n_probes = 0;
  said_width = 4;
  said_height = 3;
  sent_bytes = 48;
  answer_error = -1;
  return amb_thumbnails_new (pool, capacity);
}

static void
test_load (void)
{
  g_autoptr (AmbThumbnails) thumbnails = new_thumbnails (2);
  Answer answer = load (thumbnails, "/a.jpg");
  g_assert_no_error (answer.error);
  g_assert_cmpint (gdk_texture_get_width (answer.texture), ==, 4);
  g_assert_cmpint (gdk_texture_get_height (answer.texture), ==, 3);
  g_object_unref (answer.texture);
  g_assert_true (is_known (thumbnails, "/a.jpg"));
  g_assert_false (is_known (thumbnails, "/b.jpg"));
  g_autoptr (GFile) known = g_file_new_for_path ("/a.jpg");
  g_autoptr (GFile) other = g_file_new_for_path ("/b.jpg");
  g_assert_cmpuint (amb_thumbnails_get_photo_edge (thumbnails, known), ==, PHOTO_HEIGHT);
  g_assert_cmpuint (amb_thumbnails_get_photo_edge (thumbnails, other), ==, 0);
}

/* The one looked at last stays, the oldest goes. */
static void
test_bounded (void)
{
  g_autoptr (AmbThumbnails) thumbnails = new_thumbnails (2);
  const char *paths[] = { "/a.jpg", "/b.jpg", "/c.jpg" };
  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      Answer answer = load (thumbnails, paths[i]);
      g_object_unref (answer.texture);
      g_assert_true (is_known (thumbnails, "/a.jpg"));
    }
  g_assert_false (is_known (thumbnails, "/b.jpg"));
  g_assert_true (is_known (thumbnails, "/c.jpg"));
}

static void
test_failure_is_remembered (void)
{
  g_autoptr (AmbThumbnails) thumbnails = new_thumbnails (2);
  g_autoptr (GFile) bad = g_file_new_for_path ("/bad.jpg");
  g_autoptr (GFile) other = g_file_new_for_path ("/other.jpg");
  answer_error = AMB_ERROR_DAMAGED;
  Answer answer = load (thumbnails, "/bad.jpg");
  g_assert_no_error (answer.error);
  g_assert_null (answer.texture);
  g_assert_true (is_known (thumbnails, "/bad.jpg"));
  g_assert_cmpstr (amb_thumbnails_get_trouble (thumbnails, bad), ==, "as the case says");
  g_assert_null (amb_thumbnails_get_trouble (thumbnails, other));
}

static void
test_cancelled_is_not (void)
{
  g_autoptr (AmbThumbnails) thumbnails = new_thumbnails (2);
  answer_error = AMB_ERROR_CANCELLED;
  Answer answer = load (thumbnails, "/a.jpg");
  g_assert_error (answer.error, AMB_ERROR, AMB_ERROR_CANCELLED);
  g_clear_error (&answer.error);
  g_assert_false (is_known (thumbnails, "/a.jpg"));
}

/* A worker that says more than it sends gets no texture made. */
static void
test_lying_worker (void)
{
  g_autoptr (AmbThumbnails) thumbnails = new_thumbnails (4);
  static const struct
  {
    guint width, height;
    gsize bytes;
    const char *path;
  } lies[] = {
    { 4, 3, 47, "/short.jpg" },
    { 0, 3, 48, "/flat.jpg" },
    { G_MAXUINT, G_MAXUINT, 48, "/huge.jpg" },
    { G_MAXINT, 8, 48, "/wide.jpg" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (lies); i++)
    {
      said_width = lies[i].width;
      said_height = lies[i].height;
      sent_bytes = lies[i].bytes;
      Answer answer = load (thumbnails, lies[i].path);
      g_assert_no_error (answer.error);
      g_assert_null (answer.texture);
    }
  g_assert_cmpuint (n_probes, ==, G_N_ELEMENTS (lies));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/app/thumbnails/load", test_load);
  g_test_add_func ("/app/thumbnails/bounded", test_bounded);
  g_test_add_func ("/app/thumbnails/failure-is-remembered", test_failure_is_remembered);
  g_test_add_func ("/app/thumbnails/cancelled-is-not", test_cancelled_is_not);
  g_test_add_func ("/app/thumbnails/lying-worker", test_lying_worker);
  return g_test_run ();
}
